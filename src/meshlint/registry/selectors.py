"""The JSONPath selectors of many rules, found in one walk of a resource."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from meshlint.findings import Path
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.registry.jsonpath import ANY, Step, compile_selector, plain_steps

Found = dict[str, list[Value]]
"""The matches of each selector that has any, by its text, in document order."""


class _Branch:
    """The steps that lead on from one place, over all selectors that come through it."""

    __slots__ = ("any", "ends", "indices", "keys")

    def __init__(self) -> None:
        self.keys: dict[str, _Branch] = {}
        self.indices: dict[int, _Branch] = {}
        self.any: _Branch | None = None
        self.ends: list[str] = []  # the selectors that end here

    def grow(self, step: Step) -> _Branch:
        if step is ANY:
            self.any = self.any or _Branch()
            return self.any
        if isinstance(step, int):
            return self.indices.setdefault(step, _Branch())
        return self.keys.setdefault(str(step), _Branch())


class SelectorSet:
    """Selectors by their text. What many of them share, such as `$.spec.http[*]`, is walked once for all."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Raises InvalidPath."""
        self._root = _Branch()
        self._others: list[str] = []  # what needs more than a walk, and is left to jsonpath-ng
        for text in dict.fromkeys(texts):
            steps = plain_steps(text)
            if steps is None:
                self._others.append(text)
                continue
            branch = self._root
            for step in steps:
                branch = branch.grow(step)
            branch.ends.append(text)

    def find(self, resource: Resource) -> Found:
        """The matches in a resource."""
        found: Found = {}
        _walk(self._root, resource, (), resource.data, found)
        for text in self._others:
            values = [Value(resource, path, raw) for path, raw in compile_selector(text).find(resource.data)]
            if values:
                found[text] = values
        return found


def _walk(branch: _Branch, resource: Resource, path: Path, raw: Any, found: Found) -> None:
    if branch.ends:
        value = Value(resource, path, raw)
        for text in branch.ends:
            found.setdefault(text, []).append(value)
    if isinstance(raw, dict):
        for key, below in branch.keys.items():
            if key in raw:
                _walk(below, resource, (*path, key), raw[key], found)
        if branch.any is not None:
            for key, child in raw.items():
                _walk(branch.any, resource, (*path, key), child, found)
    elif isinstance(raw, list):
        for index, below in branch.indices.items():
            if index < len(raw):
                _walk(below, resource, (*path, index), raw[index], found)
        if branch.any is not None:
            for index, child in enumerate(raw):
                _walk(branch.any, resource, (*path, index), child, found)
