"""Hostnames of routes and listeners: which have a name in common. Source: gateway-api apis/v1/httproute_types.go (Hostnames)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")


def intersect(first: str, second: str) -> bool:
    """Whether two hostnames, exact or with a leading wildcard label, have a name in common.

    A wildcard stands for one or more labels: `*.example.com` is met by `a.b.example.com`, never by `example.com`.
    """
    one, two = first.lower(), second.lower()
    return one == two or _covers(one, two) or _covers(two, one)


def _covers(pattern: str, name: str) -> bool:
    return pattern.startswith("*.") and name.endswith(pattern[1:]) and len(name) > len(pattern) - 1


def narrower(first: str, second: str) -> str:
    """The names that two hostnames which intersect have in common; "" stands for every name."""
    if not first or not second:
        return first or second
    return second if _covers(first.lower(), second.lower()) else first


class HostnameIndex(Generic[Item]):
    """Items by hostname, found by any hostname that intersects; "" stands for every name."""

    def __init__(self) -> None:
        self._all: list[Item] = []
        self._every: list[Item] = []
        self._exact: dict[str, list[Item]] = {}
        self._below: dict[str, list[Item]] = {}

    def add(self, hostname: str, item: Item) -> None:
        """Put an item under a hostname."""
        name = hostname.lower()
        self._all.append(item)
        if not name:
            self._every.append(item)
            return
        self._exact.setdefault(name, []).append(item)
        for suffix in _suffixes(name.removeprefix("*.")):
            self._below.setdefault(suffix, []).append(item)

    def find(self, hostname: str) -> Iterator[Item]:
        """The items whose hostname intersects; one that was added under several may come several times."""
        name = hostname.lower()
        if not name:
            yield from self._all
            return
        yield from self._every
        yield from self._exact.get(name, ())
        bare = name.removeprefix("*.")
        for suffix in _suffixes(bare):
            yield from self._exact.get(f"*.{suffix}", ())
        if bare != name:
            yield from self._below.get(bare, ())


def _suffixes(name: str) -> Iterator[str]:
    """What stands after each dot: of `a.b.c`, `b.c` and `c`."""
    while "." in name:
        name = name.partition(".")[2]
        yield name
