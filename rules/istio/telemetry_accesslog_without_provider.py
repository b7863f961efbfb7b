"""Access logging without a provider to write it."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_mesh import IstioMesh


def check(_: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each entry without provider where MeshConfig has no default one; where none was read, in audits only."""
    mesh = context.shared(IstioMesh)
    if not (mesh.configs or context.complete or context.is_audit) or mesh.setting("defaultProviders", "accessLogging"):
        return
    for entry in given["entries"]:
        if isinstance(entry.raw, dict) and not entry["providers"].raw and entry["disabled"].raw is not True:
            message = "This access log has no provider, and the mesh no default one: the entry is ignored."
            yield context.finding(entry, message)
