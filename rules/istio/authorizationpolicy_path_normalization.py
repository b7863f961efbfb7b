"""Rules on paths in a mesh whose proxies do not normalize them."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_mesh import IstioMesh


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each list of paths, where MeshConfig says NONE."""
    setting = context.shared(IstioMesh).setting("pathNormalization", "normalization", beside=resource)
    if setting is None or setting.raw != "NONE":
        return
    for paths in given:
        if paths.raw:
            message = "MeshConfig turns path normalization off: other spellings of these paths get around the rule."
            yield context.finding(paths.key, message, related=[(setting, "normalization is off here")])
