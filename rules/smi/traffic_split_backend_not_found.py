"""Backends of TrafficSplits that are not among the Services of the namespace."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_routes import Rollouts
from meshlint.semantics.smi_splits import Splits, backends
from meshlint.semantics.suggestions import perhaps


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each backend, on its name; a rollout makes its own."""
    splits = context.shared(Splits)
    for backend in backends(resource):
        name = backend["service"]
        if splits.is_missing(name) and not context.shared(Rollouts).is_generated(name.text, resource.namespace):
            near = perhaps(name.text, splits.service_names(resource))
            yield context.finding(
                name, f"There is no Service '{name.text}' in this namespace: its share of the requests fails.{near}"
            )
