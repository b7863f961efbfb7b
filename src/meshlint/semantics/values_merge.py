"""Values of a chart from several places, merged as Helm merges them, with where each of them is written."""

from __future__ import annotations

import re
from typing import Any

from meshlint.findings import Path
from meshlint.loading.document import Document
from meshlint.manifests.resource import Layer, Resource

_NOWHERE = "\0"  # a key that no document has


class Merged:
    """Values being merged: the weakest first."""

    __slots__ = ("data", "layers", "partial")

    def __init__(self, data: dict[str, Any], layers: list[Layer], partial: bool = False) -> None:
        self.data = data
        self.layers = layers
        self.partial = partial  # some values could not be read

    def add(self, data: dict[str, Any], layer: Layer) -> None:
        self.data = merge(self.data, data)
        self.layers.append(layer)


class ParameterLayer(Layer):
    """One value given by its dotted name, such as an entry of Argo CD's `parameters`."""

    keys: Path  # of the value, in the resource
    value: Path  # where it is written, below the prefix

    @classmethod
    def of(cls, document: Document, prefix: Path, owner: Resource | None, keys: Path, value: Path) -> ParameterLayer:
        layer = cls(document, prefix, owner)
        layer.keys, layer.value = keys, value
        return layer

    def written_at(self, path: Path) -> Path:
        if path == self.keys[: len(path)] or path[: len(self.keys)] == self.keys:
            return self.prefix + self.value + path[len(self.keys) :]
        return (_NOWHERE,)


def add_parameter(
    merged: Merged, document: Document, prefix: Path, owner: Resource | None, name: str, path: Path, content: Any
) -> None:
    """Overlay the value of a dotted name: `global.tag`; a dot after a backslash is part of a key."""
    keys = tuple(part.replace("\\.", ".") for part in re.split(r"(?<!\\)\.", name))
    data: Any = content
    for key in reversed(keys):
        data = {key: data}
    merged.add(data, ParameterLayer.of(document, prefix, owner, keys, path))


def merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """One mapping of values over another, as Helm does: mappings merge, all else is replaced, null included."""
    result = dict(base)
    for key, value in over.items():
        below = result.get(key)
        result[key] = merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return result
