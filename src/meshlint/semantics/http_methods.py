"""Sets of HTTP methods, and which of them may be repeated without asking."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from meshlint.semantics.patterns import InvalidPattern, compile_pattern

IDEMPOTENT = frozenset(("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"))
"""Methods that RFC 9110 section 9.2.2 defines as idempotent."""

WRITES = ("POST", "PATCH")
"""The methods in common use that are not."""

STANDARD = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")
"""Every method of RFC 9110 and RFC 5789: what a pattern on methods is tried with."""


class MethodSet:
    """The methods in `names`, or, where `inverted`, all others."""

    __slots__ = ("inverted", "names")

    def __init__(self, names: frozenset[str], inverted: bool = False) -> None:
        self.names = names
        self.inverted = inverted

    @classmethod
    def of(cls, *names: str) -> MethodSet:
        return cls(frozenset(names))

    def __contains__(self, method: str) -> bool:
        return (method in self.names) != self.inverted

    def __or__(self, other: MethodSet) -> MethodSet:
        if self.inverted or other.inverted:
            return ~(~self & ~other)
        return MethodSet(self.names | other.names)

    def __and__(self, other: MethodSet) -> MethodSet:
        if self.inverted and other.inverted:
            return MethodSet(self.names | other.names, inverted=True)
        if self.inverted:
            return MethodSet(other.names - self.names)
        if other.inverted:
            return MethodSet(self.names - other.names)
        return MethodSet(self.names & other.names)

    def __invert__(self) -> MethodSet:
        return MethodSet(self.names, not self.inverted)

    @property
    def unsafe(self) -> list[str]:
        """The methods that are not idempotent: named ones, or POST and PATCH of an open set."""
        if self.inverted:
            return [method for method in WRITES if method in self]
        return sorted(self.names - IDEMPOTENT)


ALL = MethodSet(frozenset(), inverted=True)
NONE = MethodSet(frozenset())


def union(sets: Iterable[MethodSet]) -> MethodSet:
    """All methods of all sets."""
    result = NONE
    for item in sets:
        result |= item
    return result


def matching(accepts: Callable[[str], object]) -> MethodSet:
    """The standard methods that a pattern accepts; everything where it accepts them all."""
    found = frozenset(method for method in STANDARD if accepts(method))
    return ALL if len(found) == len(STANDARD) else MethodSet(found)


def matching_regex(text: str) -> MethodSet:
    """The standard methods that a regular expression matches as a whole; everything where it cannot be judged."""
    try:
        return matching(compile_pattern(text).matches)
    except InvalidPattern:
        return ALL
