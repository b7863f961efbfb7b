"""Which suppression covers a finding. Strangers write both, so that neither may be tried against each of the other."""

from __future__ import annotations

import heapq
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fnmatch import translate
from functools import lru_cache

from meshlint.findings import Located
from meshlint.triage.suppressions import Suppression

_WILD = frozenset("*?[")


class Coverage:
    """The suppressions of one file, by rule and line. Those that have expired cover nothing."""

    def __init__(self, suppressions: Sequence[Suppression], today: date) -> None:
        self._current = [item for item in suppressions if not item.expired(today)]
        self._by_rule: dict[str, tuple[list[int], list[tuple[Suppression, str] | None]]] = {}

    def covers(self, finding: Located) -> bool:
        """Whether a suppression covers the finding; the first one in the file is then noted as used."""
        starts, owners = self._of(finding.rule)
        owner = owners[bisect_right(starts, finding.region.start_line) - 1]
        if owner is None:
            return False
        suppression, name = owner
        suppression.used.add(name)
        return True

    def _of(self, rule: str) -> tuple[list[int], list[tuple[Suppression, str] | None]]:
        found = self._by_rule.get(rule)
        if found is None:
            named = [(item, name) for item in self._current if (name := _name_for(rule, item.rules)) is not None]
            found = self._by_rule[rule] = _painted(named)
        return found


def _name_for(rule: str, names: Iterable[str]) -> str | None:
    return next((name for name in names if matches(rule, name)), None)


def _painted(
    named: Sequence[tuple[Suppression, str]],
) -> tuple[list[int], list[tuple[Suppression, str] | None]]:
    """The lines from which on another suppression is the first to cover them, and that one; None where there is none."""
    starting: dict[int, list[int]] = {}
    for order, (item, _) in enumerate(named):
        starting.setdefault(item.first_line, []).append(order)
    lines = sorted({0, *starting, *(item.last_line + 1 for item, _ in named)})
    active: list[int] = []
    owners: list[tuple[Suppression, str] | None] = []
    for line in lines:
        for order in starting.get(line, ()):
            heapq.heappush(active, order)
        while active and named[active[0]][0].last_line < line:
            heapq.heappop(active)
        owners.append(named[active[0]] if active else None)
    return lines, owners


def matches(rule: str, pattern: str) -> bool:
    """Whether a rule's id is, or matches, the pattern of a suppression."""
    return rule == pattern if _WILD.isdisjoint(pattern) else _compiled(pattern)(rule) is not None


@lru_cache(maxsize=65_536)
def _compiled(pattern: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(translate(pattern)).match
