"""What a run found, and what it could not look at: all that a report and the exit status are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from meshlint.findings import Located


@dataclass(frozen=True, slots=True)
class Crash:
    """A rule that failed on a resource: a fault of meshlint, never of the user's files."""

    rule: str
    resource: str  # "Kind namespace/name in file"
    error: str  # the exception's type and message
    traceback: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run, after triage. Findings are sorted by file, line, column, rule."""

    findings: tuple[Located, ...]
    suppressed: int = 0
    baselined: int = 0
    files: int = 0  # files read
    resources: int = 0  # resources that rules looked at
    skipped: Mapping[str, int] = field(default_factory=dict)  # reason, e.g. "Helm template" -> documents
    without_context: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # rule -> kinds it would need
    crashes: tuple[Crash, ...] = ()
    problems: tuple[str, ...] = ()  # input paths that could not be read, each a whole message
    timings: Mapping[str, float] = field(default_factory=dict)  # rule -> seconds, when asked for
