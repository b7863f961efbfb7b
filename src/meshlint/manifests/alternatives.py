"""Folders and files that are alternatives of each other: steps of a tutorial, samples, environments without kustomize.

Where two of them define the same object, they are never applied together, so nothing in one conflicts with anything in the other.
"""

from __future__ import annotations

from collections.abc import Iterable

Identity = tuple[str, "str | None", str]

_MAX_PLACES = 64  # definitions of one object beyond which it tells no more about the folders


class Alternatives:
    """Which parts of the tree are apart, learnt from the objects that are defined more than once."""

    def __init__(self, definitions: Iterable[tuple[Identity, str]]) -> None:
        """`definitions` are objects (kind, namespace, name) with the path of the file that defines them."""
        places: dict[Identity, dict[str, None]] = {}
        for identity, path in definitions:
            places.setdefault(identity, {})[path] = None
        self._apart: set[tuple[str, str]] = set()
        for paths in places.values():
            known = list(paths)[:_MAX_PLACES]
            for index, first in enumerate(known):
                for second in known[index + 1 :]:
                    self._apart.add(_branches(first, second))

    def apart(self, first: str, second: str) -> bool:
        """Whether two files belong to parts of the tree that are alternatives."""
        return first != second and bool(self._apart) and _branches(first, second) in self._apart


def _branches(first: str, second: str) -> tuple[str, str]:
    """The two children of the nearest common folder that lead to two paths, in order."""
    a, b = first.split("/"), second.split("/")
    depth = 0
    while depth < min(len(a), len(b)) - 1 and a[depth] == b[depth]:
        depth += 1
    left, right = "/".join(a[: depth + 1]), "/".join(b[: depth + 1])
    return (left, right) if left <= right else (right, left)
