"""What a run found, and what it could not look at: all that a report and the exit status are made from."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from meshlint.findings import Located

_NONE: Mapping[str, Any] = MappingProxyType({})


class Crash(NamedTuple):
    """A rule that failed on a resource: a fault of meshlint, never of the user's files."""

    rule: str
    resource: str  # "Kind namespace/name in file"
    error: str  # the exception's type and message
    traceback: str


class Outcome(NamedTuple):
    """One run, after triage. Findings are sorted by file, line, column, rule."""

    findings: tuple[Located, ...]
    suppressed: int = 0
    baselined: int = 0
    files: int = 0  # files read
    resources: int = 0  # resources that rules looked at
    skipped: Mapping[str, int] = _NONE  # reason, e.g. "Helm template" -> documents
    without_context: Mapping[str, tuple[str, ...]] = _NONE  # rule -> kinds it would need
    crashes: tuple[Crash, ...] = ()
    problems: tuple[str, ...] = ()  # input paths that could not be read, each a whole message
    timings: Mapping[str, float] = _NONE  # rule -> seconds, when asked for
