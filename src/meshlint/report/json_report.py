"""JSON for programs. `version` rises when a field changes its meaning or goes away, not when one is added."""

from __future__ import annotations

from typing import Any

from meshlint.findings import Fix, Located, Region
from meshlint.outcome import Outcome
from meshlint.report.contract import RuleSource, TextOptions
from meshlint.report.sanitize import json_text, one_line
from meshlint.report.summary import severity_counts

VERSION = 1


def render(outcome: Outcome, rules: RuleSource, _options: TextOptions) -> str:
    """`{"version", "findings", "summary"}`. Lines and columns count from 1, in code points, ends are exclusive.

    `path` leads to the value as keys and indices; the offsets of edits count code points from the file's start.
    """
    findings = [_finding(finding, rules) for finding in outcome.findings]
    return json_text({"version": VERSION, "findings": findings, "summary": _summary(outcome)}, indent=2)


def _finding(finding: Located, rules: RuleSource) -> dict[str, Any]:
    rule = rules.rule(finding.rule)
    return {
        "rule": finding.rule,
        "severity": finding.severity.label,
        "confidence": rule.confidence if rule else None,
        "message": one_line(finding.message),
        **_region(finding.region),
        "resource": one_line(finding.resource),
        "kind": finding.kind,
        "path": list(finding.path),
        "related": [{"message": one_line(related.message), **_region(related.region)} for related in finding.related],
        "fix": _fix(finding.fix) if finding.fix else None,
    }


def _region(region: Region) -> dict[str, str | int]:
    return {
        "file": region.file,
        "line": region.start_line,
        "column": region.start_column,
        "end_line": region.end_line,
        "end_column": region.end_column,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    edits = [{"file": edit.file, "start": edit.start, "end": edit.end, "text": edit.text} for edit in fix.edits]
    return {"title": one_line(fix.title), "safe": fix.safe, "edits": edits}


def _summary(outcome: Outcome) -> dict[str, Any]:
    summary: dict[str, Any] = {f"{severity.label}s": count for severity, count in severity_counts(outcome).items()}
    summary |= {
        "suppressed": outcome.suppressed,
        "baselined": outcome.baselined,
        "files": outcome.files,
        "resources": outcome.resources,
        "skipped": dict(sorted(outcome.skipped.items())),
        "without_context": {rule: list(kinds) for rule, kinds in sorted(outcome.without_context.items())},
        "crashes": [
            {"rule": crash.rule, "resource": one_line(crash.resource), "error": one_line(crash.error)}
            for crash in outcome.crashes
        ],
        "problems": [one_line(problem) for problem in outcome.problems],
    }
    if outcome.timings:
        summary["timings"] = dict(sorted(outcome.timings.items()))
    return summary
