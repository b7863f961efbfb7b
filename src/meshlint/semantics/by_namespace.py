"""Things that have a namespace, found again by it: names and labels recur in every namespace of a mesh."""

from __future__ import annotations

from heapq import merge
from typing import Generic, TypeVar

Item = TypeVar("Item")


class ByNamespace(Generic[Item]):
    """Items in the order in which they were added. One of unknown namespace (None) may be in any."""

    __slots__ = ("_all", "_open", "_placed")

    def __init__(self) -> None:
        self._all: list[Item] = []
        self._placed: dict[str, list[int]] = {}  # namespace to positions in _all
        self._open: list[int] = []

    def add(self, namespace: str | None, item: Item) -> None:
        """Put an item at the end."""
        positions = self._open if namespace is None else self._placed.setdefault(namespace, [])
        positions.append(len(self._all))
        self._all.append(item)

    def within(self, namespace: str | None) -> list[Item]:
        """The items that are, or may be, in a namespace; all of them for an unknown one."""
        if namespace is None:
            return self._all
        placed = self._placed.get(namespace, [])
        return [self._all[position] for position in (merge(placed, self._open) if self._open else placed)]
