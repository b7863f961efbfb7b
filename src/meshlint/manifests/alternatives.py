"""Parts of a tree that are alternatives of each other: samples, steps of a tutorial, environments without kustomize.

Where two of them define the same object, they are never applied together: nothing in one conflicts with anything in the other,
and what one holds says nothing about what the other lacks. A folder of which two subfolders are alternatives is a collection:
its other subfolders are taken to be apart as well. Files that lie in the collection itself belong to all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

Identity = tuple[str, str, str]

_MAX_PLACES = 64  # definitions of one object beyond which it tells no more about the folders


class Alternatives:
    """Which parts of the tree are apart, learnt from the objects that are defined more than once."""

    def __init__(self, definitions: Iterable[tuple[Identity, str]]) -> None:
        """`definitions` are objects (kind, namespace, name) with the path of the file that defines them."""
        places: dict[Identity, dict[str, None]] = {}
        for identity, path in definitions:
            places.setdefault(identity, {})[path] = None
        self._apart: set[tuple[str, str]] = set()
        self._collections: set[str] = set()
        for paths in places.values():
            known = list(paths)[:_MAX_PLACES]
            for index, first in enumerate(known):
                for second in known[index + 1 :]:
                    self._learn(first, second)

    def _learn(self, first: str, second: str) -> None:
        pair = _branches(first, second)
        self._apart.add(pair)
        if first not in pair and second not in pair:
            self._collections.add(pair[0].rpartition("/")[0])

    def apart(self, first: str, second: str) -> bool:
        """Whether two files belong to parts of the tree that are alternatives."""
        if first == second or not self._apart:
            return False
        pair = _branches(first, second)
        if pair in self._apart:
            return True
        return pair[0].rpartition("/")[0] in self._collections and first not in pair and second not in pair


@lru_cache(maxsize=65536)
def _branches(first: str, second: str) -> tuple[str, str]:
    """The two children of the nearest common folder that lead to two paths, in order."""
    a, b = first.split("/"), second.split("/")
    depth = 0
    while depth < min(len(a), len(b)) - 1 and a[depth] == b[depth]:
        depth += 1
    left, right = "/".join(a[: depth + 1]), "/".join(b[: depth + 1])
    return (left, right) if left <= right else (right, left)
