"""Values of a MeshConfig that istiod does not take."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_mesh_faults import mesh_faults


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each value."""
    for value, problem in mesh_faults(resource):
        name = next((step for step in reversed(value.path) if isinstance(step, str)), "")
        at = value.key if isinstance(value.raw, (dict, list)) else value
        yield context.finding(at, f"'{name}' {problem}: istiod refuses the whole configuration of the mesh.")
