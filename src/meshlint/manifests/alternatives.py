"""Parts of a tree that are alternatives of each other: samples, steps of a tutorial, environments without kustomize.

Where two of them define the same object, they are never applied together: nothing in one conflicts with anything in the other,
and what one holds says nothing about what the other lacks. A folder of which two subfolders are alternatives is a collection:
its other subfolders are taken to be apart as well. Files that lie in the collection itself belong to all of them.
"""

from __future__ import annotations

from collections.abc import Iterable

Identity = tuple[str, str, str]

_MAX_PLACES = 64  # definitions of one object beyond which it tells no more about the folders


class Alternatives:
    """Which parts of the tree are apart, learnt from the objects that are defined more than once."""

    def __init__(self, definitions: Iterable[tuple[Identity, str]]) -> None:
        """`definitions` are objects (kind, namespace, name) with the path of the file that defines them."""
        places: dict[Identity, dict[str, None]] = {}
        for identity, path in definitions:
            places.setdefault(identity, {})[path] = None
        self._apart: set[tuple[str, str]] = set()  # children of one folder, in both orders
        self._collections: set[str] = set()
        self._folders: set[str] = set()  # whose children were learnt to be apart
        self._ways: dict[str, dict[str, str]] = {}
        for paths in places.values():
            known = list(paths)[:_MAX_PLACES]
            for index, first in enumerate(known):
                for second in known[index + 1 :]:
                    self._learn(first, second)

    def _learn(self, first: str, second: str) -> None:
        folder, left, right = _parting(first, second)
        self._apart.update(((left, right), (right, left)))
        self._folders.add(folder)
        if left != first and right != second:
            self._collections.add(folder)

    def apart(self, first: str, second: str) -> bool:
        """Whether two files belong to parts of the tree that are alternatives."""
        if first == second or not self._apart:
            return False
        others = self._way(second)
        for folder, left in self._way(first).items():
            right = others.get(folder)
            if right is not None and right != left:  # this is where they part, as above it they go the same way
                return (left, right) in self._apart or (folder in self._collections and left != first and right != second)
        return False

    def place(self, path: str) -> tuple[str, ...]:
        """What decides from which other files a file is apart: the same for all files of most folders."""
        return tuple(self._way(path).values())

    def _way(self, path: str) -> dict[str, str]:
        """The folders on the way to a path of which something was learnt, each with its child on that way."""
        way = self._ways.get(path)
        if way is None:
            way = self._ways[path] = {}
            folder, end = "", path.find("/")
            while True:
                child = path[:end] if end >= 0 else path
                if folder in self._folders:
                    way[folder] = child
                if end < 0:
                    break
                folder, end = child, path.find("/", end + 1)
        return way


def _parting(first: str, second: str) -> tuple[str, str, str]:
    """The nearest common folder of two paths, and its two children that lead to them."""
    a, b = first.split("/"), second.split("/")
    depth = 0
    while depth < min(len(a), len(b)) - 1 and a[depth] == b[depth]:
        depth += 1
    return "/".join(a[:depth]), "/".join(a[: depth + 1]), "/".join(b[: depth + 1])
