"""What a rule says: findings, and the places they speak of.

Inside meshlint a place is symbolic (a resource and a path into its values); it becomes a region of a file only for
findings that are reported, because positions are had again from the text and not kept in memory.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from meshlint.manifests.resource import Resource

Path = tuple[str | int, ...]
"""Keys and indices from the root of a document's plain values to one of them."""


class Severity(enum.IntEnum):
    """SARIF's levels, ordered so that comparison means "at least as severe"."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, text: str) -> Severity:
        """The severity named `error`, `warning` or `note`; raises KeyError for anything else."""
        return cls[text.upper()]


class Region(NamedTuple):
    """A span of one file. Lines and columns count from 1, in code points; `end_column` is exclusive."""

    file: str  # relative to where meshlint runs, with forward slashes
    start_line: int
    start_column: int
    end_line: int
    end_column: int


class Place(NamedTuple):
    """A value of a resource, by its path; `on_key` points at the key instead of the value.

    `line` points at one line of a block scalar, counted from 0: a command of a script, say.
    """

    resource: Resource
    path: Path = ()
    on_key: bool = False
    line: int | None = None


class Edit(NamedTuple):
    """Replaces the text of one file between two offsets, counted in code points from its start."""

    file: str
    start: int
    end: int
    text: str


class Fix(NamedTuple):
    """A change that removes the finding. A safe one keeps the meaning that the author stated."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool = False


class Related(NamedTuple):
    """Another place that the finding speaks of, such as the other half of a conflict."""

    place: Place | Region
    message: str


class Finding(NamedTuple):
    """What one rule reports at one place, before positions are looked up."""

    rule: str  # e.g. istio/virtualservice-retry-non-idempotent
    message: str  # states fact and consequence, ends with a period
    primary: Place | Region
    severity: Severity
    related: tuple[Related, ...] = ()
    fix: Fix | None = None


class LocatedRelated(NamedTuple):
    """A related place with its region."""

    region: Region
    message: str


class Located(NamedTuple):
    """A finding with its regions and its resource's name: all that a report needs."""

    rule: str
    severity: Severity
    message: str
    region: Region
    resource: str  # fullyQualifiedName: "Kind namespace/name", "Kind name", or the file's path
    kind: str  # the resource's kind, or "" for a file with no resource
    path: Path
    related: Sequence[LocatedRelated] = ()
    fix: Fix | None = None
    source_line: str = ""  # the text of the region's first line, without its newline
    line_hash: str = ""  # primaryLocationLineHash as GitHub computes it

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        return (self.region.file, self.region.start_line, self.region.start_column, self.rule, self.message)
