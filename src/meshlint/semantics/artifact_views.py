"""Images of meshes, wherever they are named. Written out below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from meshlint.manifests.resource import Resource


def artifacts(resources: Sequence[Resource], values: Sequence[Resource]) -> Iterator[Resource]:
    """Views of images and git sources."""
    yield from ()
    del resources, values
