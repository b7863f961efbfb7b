"""Applications that race their proxy."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.istio_injection import SidecarInjection, Verdict
from meshlint.semantics.istio_native_sidecars import NativeSidecars


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a workload that certainly gets a classic sidecar."""
    workload = workload_of(resource)
    if workload is None or resource.at("metadata", "ownerReferences"):
        return
    injection = context.shared(SidecarInjection)
    if injection.verdict(workload) is not Verdict.YES or "gateway" in injection.templates(workload):
        return
    sidecars = context.shared(NativeSidecars)
    if not sidecars.is_native(workload) and not sidecars.holds_application(workload):
        message = "Nothing makes these containers wait for their sidecar, so what they send on their start may fail."
        yield context.finding(resource.at("metadata", "name"), message)
