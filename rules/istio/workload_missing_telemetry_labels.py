"""Workloads that telemetry cannot name."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.istio_namespaces import MeshNamespaces
from meshlint.semantics.istio_service_ports import MeshServices

_NAMES = ("service.istio.io/canonical-name", "app.kubernetes.io/name", "app")
_VERSIONS = ("service.istio.io/canonical-revision", "app.kubernetes.io/version", "version")


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a workload of the mesh without either kind of label."""
    workload = workload_of(resource)
    if workload is None or context.shared(MeshNamespaces).is_control_plane(workload.namespace or ""):
        return
    missing = [keys[-1] for keys in (_NAMES, _VERSIONS) if not any(key in workload.labels for key in keys)]
    if missing and context.shared(MeshServices).in_mesh(workload):
        labels = workload.template.get("metadata", "labels")
        found = " and ".join(f"no '{key}'" for key in missing)
        yield context.finding(
            labels.key if labels else resource.at("metadata", "name"),
            f"Telemetry finds {found} among the pods' labels, and names them by defaults.",
        )
