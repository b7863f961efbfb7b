"""Releases of products, in order."""

from __future__ import annotations

import re
from functools import total_ordering
from typing import Any

from meshlint.semantics.numerals import whole_number

_FLAVOUR = re.compile(r"(?:[-.+](?:distroless|debug|alpine|ubi|fips|ent|rhel|minimal|slim|static)[\d.]*)+\Z")
_RELEASE = re.compile(
    r"=?\s*(?:(?P<channel>edge|stable|enterprise)-|version-)?v?"
    r"(?P<major>\d{1,9})\.(?P<minor>\d{1,9})(?:\.(?P<patch>\d{1,18}))?(?P<rest>[-.+].*)?\Z",
    re.ASCII,
)
_LONGEST = 256  # characters of a version; tags of images have 128 at most


def without_flavour(text: str) -> str:
    """A version without an ending that names a build of a release (`-distroless`), not another release."""
    return _FLAVOUR.sub("", text) if len(text) <= _LONGEST else text


@total_ordering
class Release:
    """A product's version, ordered as semantic versions are. Flavours and build metadata are left out.

    Linkerd's edge tags count by full year, so that `edge-25.11.1` equals its chart version 2025.11.1.
    """

    __slots__ = ("channel", "major", "minor", "parts", "patch", "pre")

    def __init__(self, major: int, minor: int, patch: int = 0, pre: str = "", parts: int = 3, channel: str = "") -> None:
        self.major = major
        self.minor = minor
        self.patch = patch
        self.pre = pre
        self.parts = parts  # how many numbers were written: 2 for "1.24"
        self.channel = channel  # edge, stable, enterprise: Linkerd's

    @classmethod
    def parse(cls, text: str) -> Release | None:
        """The release that "1.24", "v1.24.3-distroless", "1.26-alpha.abc" or "edge-25.11.1" names, or None."""
        match = _RELEASE.match(without_flavour(text.strip()))
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

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Release) and self._numbers == other._numbers

    def __hash__(self) -> int:
        return hash(self._numbers)

    def __lt__(self, other: Release) -> bool:
        return self._order < other._order

    def __repr__(self) -> str:
        return f"Release({self.major}, {self.minor}, {self.patch}, {self.pre!r}, {self.parts}, {self.channel!r})"

    def __str__(self) -> str:
        numbers = f"{self.major}.{self.minor}" + (f".{self.patch}" if self.parts > 2 else "")
        return f"{numbers}-{self.pre}" if self.pre else numbers

    @property
    def _numbers(self) -> tuple[int, int, int, str]:
        return self.major, self.minor, self.patch, self.pre

    @property
    def _order(self) -> tuple[Any, ...]:
        numbers = [(whole_number(part), part) for part in self.pre.split(".")]
        identifiers = [(1, 0, part) if number is None else (0, number, "") for number, part in numbers]
        return self.major, self.minor, self.patch, not self.pre, identifiers
