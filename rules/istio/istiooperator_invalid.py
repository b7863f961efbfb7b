"""IstioOperators that istioctl does not take."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_operator import operator_faults


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each field that is unknown or cannot hold its value."""
    release = context.scan.targets.known("istio", resource)
    knows_former = release is None or not release.at_least(1, 24)
    for fault in operator_faults(resource, knows_former):
        yield context.finding(fault.value.key if fault.on_key else fault.value, fault.message)
