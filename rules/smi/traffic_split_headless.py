"""Roots and backends of TrafficSplits without an address."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.smi_splits import Splits, backends, is_headless


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each name."""
    for name in (resource.spec["service"], *(backend["service"] for backend in backends(resource))):
        found = context.shared(Splits).services_beside(name)
        if found and all(is_headless(item) for item in found):
            message = f"'{name.text}' is headless: clients connect to its pods, and no split applies."
            yield context.finding(name, message, related=[(found[0].at("spec", "clusterIP"), "The Service has no address.")])
