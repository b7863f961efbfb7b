"""Version constraints as Helm and Flux read them, and how far what they accept can move.

The grammar is that of github.com/Masterminds/semver/v3: alternatives with `||`, conjunction with commas or blanks,
`a - b`, `^`, `~`, comparisons, and `x`, `X` or `*` in place of a number.
"""

from __future__ import annotations

import enum
import re
from typing import NamedTuple

Numbers = tuple[int, int, int]
"""Major, minor and patch."""

_VERSION = r"v?(?P<major>\d{1,18}|[xX*])(?:\.(?P<minor>\d{1,18}|[xX*]))?(?:\.(?P<patch>\d{1,18}|[xX*]))?"
_SUFFIX = r"(?:-(?P<pre>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?"
_COMPARATOR = re.compile(r"[\s,]*(?:(?P<op>!=|>=|=>|<=|=<|~>|>|<|=|~|\^)\s*)?" + _VERSION + _SUFFIX + r"(?=[\s,]|\Z)")
_HYPHEN_RANGE = re.compile(r"(?<!\S)(\S+)\s+-\s+(\S+)")
_OPERATORS = {"=>": ">=", "=<": "<=", "~>": "~", "": "="}


class Span(enum.Enum):
    """How far the newest version that a constraint accepts can move."""

    PATCH = "patch"  # within one minor line: 1.27.x
    MINOR = "minor"  # within one major line: ^1.27.0
    UNBOUNDED = "unbounded"  # across major versions, or without an end: *


class Comparator(NamedTuple):
    """One comparison. `numbers` holds the parts written as numbers, from the left: () for `*`, (1, 27) for `1.27.x`."""

    operator: str  # one of = != > >= < <= ~ ^
    numbers: tuple[int, ...]
    pre: str  # pre-release part, "" without one

    @property
    def bounds(self) -> tuple[Numbers, Numbers | None]:
        """The lowest version accepted and the first one above that is not; None where there is no end."""
        floor, ceiling = _floor(self.numbers), _ceiling(self.numbers)
        if self.operator == "=":
            return floor, ceiling
        if self.operator == ">":
            return ceiling or floor, None
        if self.operator == "<":
            return (0, 0, 0), floor
        if self.operator == "<=":
            return (0, 0, 0), ceiling
        if self.operator == "~":
            return floor, _ceiling(self.numbers[:2])
        if self.operator == "^":
            return floor, _ceiling(self.numbers[: self._caret_width])
        return (floor, None) if self.operator == ">=" else ((0, 0, 0), None)

    @property
    def _caret_width(self) -> int:
        """How many leading numbers `^` keeps: up to the first that is not zero, or all of them."""
        return next((index + 1 for index, number in enumerate(self.numbers) if number), len(self.numbers))

    def accepts(self, version: Numbers, pre: str) -> bool:
        """Whether this comparison holds. A pre-release satisfies only comparisons that name one themselves."""
        if pre and not self.pre:
            return False
        if self.operator == "!=":
            return not Comparator("=", self.numbers, self.pre).accepts(version, pre)
        low, high = self.bounds
        inside = low <= version and (high is None or version < high)
        return inside and not (self.operator == "=" and len(self.numbers) == 3 and pre != self.pre)


class Constraint(NamedTuple):
    """Alternatives, each a conjunction of comparisons."""

    alternatives: tuple[tuple[Comparator, ...], ...]

    @classmethod
    def parse(cls, text: str) -> Constraint | None:
        """The constraint that `text` spells, or None where Helm would refuse it."""
        alternatives = [_conjunction(part) for part in text.split("||")]
        found = tuple(part for part in alternatives if part is not None)
        return cls(found) if len(found) == len(alternatives) else None

    @property
    def span(self) -> Span | None:
        """How far the accepted versions reach, alternatives taken together; None when they are one version."""
        bounds = [_intersection(part) for part in self.alternatives]
        low = min(start for start, _ in bounds)
        ends = [end for _, end in bounds if end is not None]
        if len(ends) < len(bounds):
            return Span.UNBOUNDED
        high = max(ends)
        if high <= _bump(low, 3):
            return None
        if high <= _bump(low, 2):
            return Span.PATCH
        return Span.MINOR if high <= _bump(low, 1) else Span.UNBOUNDED

    @property
    def selects_prereleases(self) -> bool:
        """Whether alphas and betas qualify: some comparison of a range names a pre-release, as in `>=1.27.0-0`."""
        return self.span is not None and any(item.pre for part in self.alternatives for item in part)

    def accepts(self, version: Numbers, pre: str = "") -> bool:
        """Whether a version satisfies the constraint."""
        return any(all(item.accepts(version, pre) for item in part) for part in self.alternatives)


def _conjunction(text: str) -> tuple[Comparator, ...] | None:
    text = _HYPHEN_RANGE.sub(r">=\1 <=\2", text).strip()
    comparators: list[Comparator] = []
    position = 0
    while position < len(text):
        match = _COMPARATOR.match(text, position)
        if match is None:
            return None
        comparators.append(_comparator(match))
        position = match.end()
    return tuple(comparators) or None


def _comparator(match: re.Match[str]) -> Comparator:
    numbers: list[int] = []
    for part in (match["major"], match["minor"], match["patch"]):
        if part is None or not part.isdigit():
            break
        numbers.append(int(part))
    operator = match["op"] or ""
    return Comparator(_OPERATORS.get(operator, operator), tuple(numbers), match["pre"] or "")


def _intersection(comparators: tuple[Comparator, ...]) -> tuple[Numbers, Numbers | None]:
    bounds = [item.bounds for item in comparators]
    ends = [end for _, end in bounds if end is not None]
    return max(start for start, _ in bounds), min(ends) if ends else None


def _floor(numbers: tuple[int, ...]) -> Numbers:
    major, minor, patch = (*numbers, 0, 0, 0)[:3]
    return major, minor, patch


def _ceiling(numbers: tuple[int, ...]) -> Numbers | None:
    """The first version after all that begin with `numbers`; None when every version does."""
    return _bump(_floor(numbers), len(numbers)) if numbers else None


def _bump(version: Numbers, width: int) -> Numbers:
    major, minor, patch = version
    if width == 1:
        return major + 1, 0, 0
    return (major, minor + 1, 0) if width == 2 else (major, minor, patch + 1)
