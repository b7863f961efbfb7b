"""Which release of each product the configuration is for.

From `--target`, else the configuration, else what the scanned files pin, else the newest release that is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from meshlint.semantics.release import Release

__all__ = ["NEWEST", "PRODUCTS", "Release", "Targets", "in_range"]

_CLAUSE = re.compile(r"\s*(>=|<=|>|<|==|=)?\s*(\d+)\.(\d+)(?:\.(\d+))?\s*")

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
    position, holds = 0, True
    while position < len(text):
        clause = _CLAUSE.match(text, position)
        if clause is None:
            raise ValueError(f"'{text}' is not a version range")
        operator = clause.group(1) or "=="
        bound = (int(clause.group(2)), int(clause.group(3)))
        mine = release.line
        holds = holds and {">=": mine >= bound, "<=": mine <= bound, ">": mine > bound, "<": mine < bound}.get(
            operator, mine == bound
        )
        position = clause.end()
    return holds


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
        found = self.known(product, beside) or Release.parse(NEWEST[product])
        if found is None:
            raise KeyError(product)
        return found
