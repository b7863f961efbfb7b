"""Which release of each product the configuration is for.

From `--target`, else the configuration, else what the scanned files pin, else the newest release that is known.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from meshlint.semantics.release import Release

__all__ = ["NEWEST", "PRODUCTS", "Release", "Targets", "in_range"]

_Line = tuple[int, int]
_OPERATORS: Mapping[str, Callable[[_Line, _Line], bool]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "==": operator.eq, "=": operator.eq
}  # fmt: skip
_CLAUSE = re.compile(r"\s*(?:(>=|<=|>|<|==|=)\s*)?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?\s*")

NEWEST = {
    "istio": "1.31",
    "linkerd": "2.19",
    "cilium": "1.19",
    "consul": "1.22",
    "gateway-api": "1.5",
    "kubernetes": "1.36",
    "smi": "0.6",
}
"""The newest release that meshlint's rules know, per product."""

PRODUCTS = tuple(NEWEST)


def in_range(release: Release, text: str) -> bool:
    """Whether a release lies in a range such as ">=1.15" or ">=1.21 <1.24"; raises ValueError for other text."""
    return all(holds(release.line, bound) for holds, bound in _clauses(text))


@lru_cache(maxsize=256)
def _clauses(text: str) -> tuple[tuple[Callable[[_Line, _Line], bool], _Line], ...]:
    clauses, position = [], 0
    while position < len(text):
        clause = _CLAUSE.match(text, position)
        if clause is None:
            raise ValueError(f"'{text}' is not a version range")
        clauses.append((_OPERATORS[clause.group(1) or "=="], (int(clause.group(2)), int(clause.group(3)))))
        position = clause.end()
    return tuple(clauses)


class Targets:
    """The target release of each product. `detect` finds what the scanned files pin, beside a resource."""

    def __init__(
        self, stated: Mapping[str, Release] | None = None, detect: Callable[[str, Any], Release | None] | None = None
    ) -> None:
        self._stated = dict(stated or {})
        self._detect = detect

    def stated(self, product: str) -> Release | None:
        """What the call or the configuration says, if anything."""
        return self._stated.get(product)

    def known(self, product: str, beside: Any = None) -> Release | None:
        """The release that is stated or pinned; None where neither says anything."""
        return self._stated.get(product) or (self._detect(product, beside) if self._detect else None)

    def release(self, product: str, beside: Any = None) -> Release:
        """The release to judge by. `beside` is the resource in question: overlays may pin different ones."""
        return self.known(product, beside) or _newest(product)


@lru_cache
def _newest(product: str) -> Release:
    release = Release.parse(NEWEST[product])
    if release is None:
        raise KeyError(product)
    return release
