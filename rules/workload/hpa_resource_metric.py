"""Autoscalers that look at proxies too."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Workload
from meshlint.semantics.autoscalers import pod_metrics, scaled_workloads
from meshlint.semantics.istio_annotations import RESOURCE_ANNOTATIONS
from meshlint.semantics.istio_injection import proxy_containers
from meshlint.semantics.mesh_sidecars import ISTIO, LINKERD, MeshSidecars


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each metric; a note where the proxy has a request, so that the metric is defined at least."""
    metrics = pod_metrics(resource)
    if not metrics:
        return
    for workload in scaled_workloads(resource, context.inventory):
        meshes = context.shared(MeshSidecars).injecting(workload)
        if not meshes or len(list(workload.pod_spec["containers"].items())) == len(proxy_containers(workload)):
            continue  # a gateway is nothing but its proxy
        for metric in metrics:
            name = metric.get("resource", "name").text
            requested = all(_requests(mesh, name, workload) for mesh in meshes)
            effect = "distorts it" if requested else "has no request for it, perhaps, so that it is not defined"
            message = f"The pods' {name} includes the proxy of {meshes[0]}, which {effect}."
            yield context.finding(metric["type"], message, severity=Severity.NOTE if requested else None)
        return


def _requests(mesh: str, name: str, workload: Workload) -> bool:
    if mesh == ISTIO:
        given = {RESOURCE_ANNOTATIONS[key] for key in RESOURCE_ANNOTATIONS if key in workload.annotations}
        return not given or bool({("requests", name), ("limits", name)} & given)
    return mesh == LINKERD and any(
        f"config.linkerd.io/proxy-{name}-{kind}" in workload.annotations for kind in ("request", "limit")
    )
