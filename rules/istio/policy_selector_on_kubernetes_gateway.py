"""Selectors that match the proxies of Kubernetes Gateways."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.istio_policies import Subjects, are_labels, shown, target_refs


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a selector that matches such proxies in the policy's namespace: a warning for a waypoint, else a note."""
    for labels in given["labels"]:
        if target_refs(resource) or not are_labels(labels) or resource.namespace is None:
            continue
        pods = context.shared(Subjects).labelled(labels.mapping, resource.namespace, resource)
        gateways = sorted((pod for pod in pods if pod.gateway_class), key=lambda pod: not pod.is_waypoint)
        if gateways:
            gateway = gateways[0]
            what = (
                "a waypoint, which ignores selectors" if gateway.is_waypoint else "a gateway that takes policies by 'targetRefs'"
            )
            yield context.finding(
                labels,
                f"'{shown(labels)}' selects the proxies of Gateway '{gateway.gateway_name}', {what}.",
                severity=Severity.WARNING if gateway.is_waypoint else Severity.NOTE,
            )
