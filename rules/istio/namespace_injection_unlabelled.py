"""Namespaces beside a mesh that are in it by accident, or out of it by accident."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_injection import SidecarInjection, inject_label
from meshlint.semantics.istio_namespaces import MeshNamespaces


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for an unlabelled namespace, unless each of its workloads decides for itself."""
    namespaces = context.shared(MeshNamespaces)
    if not namespaces.is_undecided(resource) or not namespaces.mesh_in_use:
        return
    if context.shared(SidecarInjection).enabled_by_default(resource) is not None:
        return  # namespace-injection-enabled-by-default speaks
    workloads = [item for item in context.inventory.workloads_in(resource.name) if item.namespace == resource.name]
    if not workloads or any(inject_label(item) is None for item in workloads):
        yield context.finding(
            resource.at("metadata", "name"),
            f"No label says whether pods of '{resource.name}' are in the mesh: they get no sidecar.",
        )
