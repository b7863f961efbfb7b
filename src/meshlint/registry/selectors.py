"""The JSONPath selectors of many rules, found in one walk of a resource."""

from __future__ import annotations

from collections.abc import Iterable

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.registry.jsonpath import ANY, Step, compile_selector, plain_steps


class Found:
    """What selectors found in a resource."""

    __slots__ = ("matches", "stated")

    def __init__(self) -> None:
        self.matches: dict[str, list[Value]] = {}  # of each selector that has any, in document order
        self.stated: set[str] = set()  # the selectors of which some match is not null

    def add(self, selectors: Iterable[str], value: Value) -> None:
        """Note a match of these selectors."""
        for selector in selectors:
            known = self.matches.get(selector)
            if known is None:
                self.matches[selector] = [value]
            else:
                known.append(value)
        if value.raw is not None:
            self.stated.update(selectors)


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
        found = Found()
        _walk(self._root, resource.root, found)
        for text in self._others:
            for path, raw in compile_selector(text).find(resource.data):
                found.add((text,), Value(resource, path, raw))
        return found


def _walk(branch: _Branch, value: Value, found: Found) -> None:
    if branch.ends:
        found.add(branch.ends, value)
    raw = value.raw
    if isinstance(raw, dict):
        for key, below in branch.keys.items():
            if key in raw:
                _walk(below, value[key], found)
        if branch.any is not None:
            for key in raw:
                _walk(branch.any, value[key], found)
    elif isinstance(raw, list):
        for index, below in branch.indices.items():
            if index < len(raw):
                _walk(below, value[index], found)
        if branch.any is not None:
            for item in value.items():
                _walk(branch.any, item, found)
