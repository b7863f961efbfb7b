"""Pods that the registry does not know."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.istio_injection import PROXY, SidecarInjection, Verdict
from meshlint.semantics.istio_service_ports import MeshServices


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a workload that is certainly injected; none where templates render Services unseen."""
    workload = workload_of(resource)
    if workload is None or "Service" in context.inventory.templated_kinds or resource.at("metadata", "ownerReferences"):
        return
    apps = [item for item in workload.pod_spec["containers"].items() if item["name"].text != PROXY]
    ports = [port for item in apps for port in item["ports"].items()]
    if not ports or context.shared(SidecarInjection).verdict(workload) is not Verdict.YES:
        return
    if not context.shared(MeshServices).selecting(workload):
        yield context.finding(
            resource.at("metadata", "name"), "No Service selects these pods, so the mesh knows no service behind their ports."
        )
