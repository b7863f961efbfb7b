"""Backends of TrafficSplits without a port that clients of the root use."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.smi_splits import Splits, backends, ports


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each backend, where one Service each answers to the names."""
    splits = context.shared(Splits)
    roots = splits.services_beside(resource.spec["service"])
    if len(roots) != 1:
        return
    for backend in backends(resource):
        found = splits.services_beside(backend["service"])
        lacking = sorted(ports(roots[0]) - ports(found[0])) if len(found) == 1 else []
        if lacking:
            message = (
                f"'{backend['service'].text}' has no port {lacking[0]}, which clients of '{roots[0].name}' use: connections fail."
            )
            yield context.finding(
                backend["service"], message, related=[(found[0].at("spec", "ports"), "The ports of the backend.")]
            )
