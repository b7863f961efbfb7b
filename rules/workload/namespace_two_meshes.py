"""Namespaces and workloads between two meshes."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.mesh_sidecars import MeshSidecars


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a Namespace that asks for two, or else for a workload that ends up in two."""
    sidecars = context.shared(MeshSidecars)
    workload = workload_of(resource)
    if workload is None:
        yield from _of_namespace(resource, sidecars, context)
        return
    meshes = sidecars.enrolling(workload)
    if len(meshes) < 2:
        return
    namespaces = context.inventory.namespaces.get(workload.namespace or "", [])
    if not any(len(sidecars.of_namespace(item)) > 1 for item in namespaces):
        yield context.finding(resource.at("metadata", "name"), f"These pods are enrolled in {' and in '.join(meshes)} at once.")


def _of_namespace(namespace: Resource, sidecars: MeshSidecars, context: Context) -> Iterator[Finding]:
    asked = sidecars.of_namespace(namespace)
    if len(asked) < 2:
        return
    workloads = [item for item in context.inventory.workloads_in(namespace.name) if item.namespace == namespace.name]
    if workloads and not any(len(sidecars.enrolling(item)) > 1 for item in workloads):
        return  # each of them opts out of one
    (first, at), (second, other) = asked[0], asked[1]
    yield context.finding(other.key, f"This enrols pods in {second}, and they are in {first} already.", related=[(at.key, first)])
