"""Whether a regular expression can take exponential time where it is tried by going back.

It can when a text leads from some place in the expression back to it in two ways: each repetition of that text then doubles the
ways there are to try. Source of the criterion: Weideman et al., Analyzing Matching Time Behavior of Backtracking Regular
Expression Matchers by Using Ambiguity of NFA (2016).
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from meshlint.semantics import patterns
from meshlint.semantics.pattern_program import Step

Ways = Mapping[int, Mapping[int, int]]
"""Place -> places that come next -> in how many ways, 2 standing for more."""

_FEW_PATHS = 5000


class _Compiler(patterns._Compiler):
    """Takes what only Python has: looking ahead adds no way, and what is possessive is taken as if it were not."""

    def _operation(self, name: str, argument: Any, flags: int) -> None:
        if name == "POSSESSIVE_REPEAT":
            name = "MAX_REPEAT"
        if name == "ATOMIC_GROUP":
            self._sequence(argument, flags)
        elif name not in ("ASSERT", "ASSERT_NOT", "GROUPREF"):
            super()._operation(name, argument, flags)


def is_exponential(pattern: str, flags: int = 0) -> bool:
    """Whether some repeated text can be read in two ways."""
    parsed = patterns._parser.parse(pattern, flags)
    steps = _Compiler(parsed.state.flags).compiled(parsed)
    alphabet = {*string.printable, *pattern, *(chr(ord(character) + 1) for character in pattern), "é", "\u2028"}
    members = {at: frozenset(filter(step[1], alphabet)) for at, step in enumerate(steps) if step[0] == "one"}
    ways = {at: {to: count for to, count in _next(steps, at + 1).items() if members[to]} for at in members if members[at]}
    return any(_is_ambiguous(loop, ways, members) for loop in _loops(ways))


def _next(steps: list[Step], start: int) -> dict[int, int]:
    """The places that take the next character, with the number of ways that lead there without taking one."""
    found: dict[int, int] = {}
    open_paths: list[tuple[int, tuple[int, ...]]] = [(start, ())]
    for _ in range(_FEW_PATHS):
        if not open_paths:
            break
        at, path = open_paths.pop()
        kind, _, other = steps[at]
        if kind == "one":
            found[at] = min(found.get(at, 0) + 1, 2)
        elif path.count(at) < 2 and kind != "match":  # twice: through what matches nothing, and around once more
            following = {"fork": (at + 1, other), "jump": (other,)}.get(kind, (at + 1,))
            open_paths += [(to, (*path, at)) for to in following]
    return found


def _loops(ways: Ways) -> Iterator[frozenset[int]]:
    """The sets of places that lead to one another."""
    reached = {at: _reached(at, ways) for at in ways}
    done: set[int] = set()
    for at in ways:
        if at in reached[at] and at not in done:
            loop = frozenset(to for to in reached[at] if at in reached[to])
            done |= loop
            yield loop


def _reached(start: int, ways: Ways) -> set[int]:
    found: set[int] = set()
    open_places: list[int] = [start]
    while open_places:
        new = set(ways[open_places.pop()]) - found
        found |= new
        open_places += new
    return found


def _is_ambiguous(loop: frozenset[int], ways: Ways, members: Mapping[int, frozenset[str]]) -> bool:
    inside = {at: {to: count for to, count in ways[at].items() if to in loop} for at in loop}
    if any(count > 1 for following in inside.values() for count in following.values()):
        return True
    for start in loop:
        forward = _pairs([(start, start)], inside, members)
        apart = [pair for pair in forward if pair[0] != pair[1]]
        if apart and (start, start) in _pairs(apart, inside, members):
            return True
    return False


def _pairs(
    start: Iterable[tuple[int, int]], inside: Mapping[int, Mapping[int, int]], members: Mapping[int, frozenset[str]]
) -> set[tuple[int, int]]:
    """The pairs of places that one text can lead to from these pairs."""
    found: set[tuple[int, int]] = set()
    open_pairs = list(start)
    while open_pairs:
        first, second = open_pairs.pop()
        new = {(a, b) for a in inside[first] for b in inside[second] if members[a] & members[b]} - found
        found |= new
        open_pairs += new
    return found
