"""Host patterns (`*`, `*.suffix`), found by what they cover without asking each of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")


class HostPatterns(Generic[Item]):
    """Items by pattern, in the order in which they were added."""

    __slots__ = ("_by_suffix", "_lengths", "_size")

    def __init__(self) -> None:
        self._by_suffix: dict[str, list[tuple[int, Item]]] = {}  # what stands behind the `*`, to items with their number
        self._lengths: set[int] = set()  # of those suffixes: a few dozens at most
        self._size = 0

    def __bool__(self) -> bool:
        return self._size > 0

    def add(self, pattern: str, item: Item) -> None:
        """Put an item under a pattern, which begins with `*`."""
        suffix = pattern[1:]
        self._by_suffix.setdefault(suffix, []).append((self._size, item))
        self._lengths.add(len(suffix))
        self._size += 1

    def covering(self, host: str) -> list[Item]:
        """The items whose pattern covers a host, or a narrower pattern; see `covers`."""
        found = [entry for entries in self._found(host) for entry in entries]
        found.sort(key=_number)
        return [item for _, item in found]

    def _found(self, host: str) -> Iterator[list[tuple[int, Item]]]:
        bare = host.lstrip("*")
        suffixes = {bare[len(bare) - length :] for length in self._lengths if length <= len(bare)}
        for suffix in suffixes | {host[1:]} if host.startswith("*") else suffixes:  # a pattern covers itself, whatever it is
            entries = self._by_suffix.get(suffix)
            if entries is not None:
                yield entries


def _number(entry: tuple[int, object]) -> int:
    return entry[0]
