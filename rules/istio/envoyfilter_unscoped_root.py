"""EnvoyFilters for the whole mesh."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_mesh import IstioMesh


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on the name, for a filter of the root namespace that selects nothing."""
    root = context.shared(IstioMesh).root_namespace
    selects = resource.at("spec", "workloadSelector", "labels").mapping or any(resource.at("spec", "targetRefs").items())
    if resource.namespace == root and not selects:
        message = f"In the root namespace '{root}' this EnvoyFilter patches every proxy of the mesh."
        yield context.finding(resource.at("metadata", "name"), message)
