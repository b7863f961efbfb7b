"""Replicas of istiod and gateways that an autoscaler overrules."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_scaling import ignored_replicas


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each number that is above the minimum of the autoscaler in force."""
    for scaling in ignored_replicas(resource):
        pods = "1 pod" if scaling.minimum == 1 else f"{scaling.minimum} pods"
        message = f"Autoscaling is on, so that '{scaling.replicas.raw}' has no effect: the autoscaler keeps {pods} or more."
        yield context.finding(scaling.replicas, message)
