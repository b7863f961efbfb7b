"""GitLab's Code Quality report, a subset of the Code Climate format.

Source: GitLab's documentation of Code Quality, "Code Quality report format".
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from meshlint.findings import Located, Severity
from meshlint.outcome import Outcome
from meshlint.report.contract import RuleSource, TextOptions
from meshlint.report.sanitize import json_text, one_line

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(outcome: Outcome, _rules: RuleSource, _options: TextOptions) -> str:
    """A JSON array with an entry a finding. The format has no place for what is not in a file, such as a crash."""
    seen: Counter[tuple[str, ...]] = Counter()
    return json_text([_entry(finding, seen) for finding in outcome.findings], indent=2)


def _entry(finding: Located, seen: Counter[tuple[str, ...]]) -> dict[str, Any]:
    region = finding.region
    return {
        "description": one_line(finding.message),
        "check_name": finding.rule,
        "fingerprint": _fingerprint(finding, seen),
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": region.file, "lines": {"begin": region.start_line, "end": region.end_line}},
    }


def _fingerprint(finding: Located, seen: Counter[tuple[str, ...]]) -> str:
    """Unique in the report, as GitLab drops repeats, and free of line numbers, as it compares branches by it."""
    identity = (finding.region.file, finding.rule, finding.resource, finding.message)
    seen[identity] += 1
    text = "\0".join([*identity, str(seen[identity])])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
