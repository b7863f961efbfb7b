"""Releases of products, in order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import total_ordering
from typing import Any

FLAVOUR = re.compile(r"(?:[-.+](?:distroless|debug|alpine|ubi|fips|ent|rhel|minimal|slim|static)[\d.]*)+\Z")
"""Endings that name a build of a release, not another release."""
_RELEASE = re.compile(
    r"=?\s*(?:(?P<channel>edge|stable|enterprise)-|version-)?v?(?P<major>\d+)\.(?P<minor>\d+)(?:\.(?P<patch>\d+))?(?P<rest>[-.+].*)?\Z"
)


@total_ordering
@dataclass(frozen=True, slots=True)
class Release:
    """A product's version, ordered as semantic versions are. Flavours and build metadata are left out.

    Linkerd's edge tags count by full year, so that `edge-25.11.1` equals its chart version 2025.11.1.
    """

    major: int
    minor: int
    patch: int = 0
    pre: str = ""
    parts: int = field(default=3, compare=False)  # how many numbers were written: 2 for "1.24"
    channel: str = field(default="", compare=False)  # edge, stable, enterprise: Linkerd's

    @classmethod
    def parse(cls, text: str) -> Release | None:
        """The release that "1.24", "v1.24.3-distroless", "1.26-alpha.abc" or "edge-25.11.1" names, or None."""
        match = _RELEASE.match(FLAVOUR.sub("", text.strip()))
        if match is None:
            return None
        major, channel = int(match["major"]), match["channel"] or ""
        if channel == "edge" and major < 100:
            major += 2000
        rest = (match["rest"] or "").partition("+")[0]
        return cls(
            major,
            int(match["minor"]),
            int(match["patch"] or 0),
            rest[1:],
            3 if match["patch"] else 2,
            channel or ("edge" if major >= 2000 else ""),
        )

    @property
    def line(self) -> tuple[int, int]:
        """Major and minor: the release line."""
        return self.major, self.minor

    def at_least(self, major: int, minor: int) -> bool:
        """Whether this is of release line major.minor or a later one; pre-releases count as the release they lead to."""
        return self.line >= (major, minor)

    def __lt__(self, other: Release) -> bool:
        return self._order < other._order

    def __str__(self) -> str:
        numbers = f"{self.major}.{self.minor}" + (f".{self.patch}" if self.parts > 2 else "")
        return f"{numbers}-{self.pre}" if self.pre else numbers

    @property
    def _order(self) -> tuple[Any, ...]:
        identifiers = [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in self.pre.split(".")]
        return self.major, self.minor, self.patch, not self.pre, identifiers
