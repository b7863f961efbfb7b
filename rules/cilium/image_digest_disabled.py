"""Images of Cilium that the values take by their tag alone."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.mesh_artifacts import image_values
from meshlint.semantics.version_strings import VersionClass, classify_image_tag


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each image; a note where a mirror serves a full version, whose digest may differ."""
    known = image_values(resource.name)
    for keys in known.blocks if known is not None else ():
        block = resource.at(*keys)
        if block["useDigest"].raw is not False or "@sha256:" in block["override"].text + block["repository"].text:
            continue
        mirrored = bool(block["repository"].text) and classify_image_tag(block["tag"].raw) is VersionClass.EXACT
        message = f"'{'.'.join(keys)}' is taken by its tag alone, which can be pointed at other bytes."
        yield context.finding(block["useDigest"], message, severity=Severity.NOTE if mirrored else None)
