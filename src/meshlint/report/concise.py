"""One line a finding, for editors, problem matchers and grep."""

from __future__ import annotations

from meshlint.outcome import Outcome
from meshlint.report.contract import RuleSource, TextOptions
from meshlint.report.sanitize import one_line, path_first


def render(outcome: Outcome, _rules: RuleSource, _options: TextOptions) -> str:
    """`file:line:column: severity[rule] message` for each finding."""
    lines = [
        f"{path_first(finding.region.file)}:{finding.region.start_line}:{finding.region.start_column}: "
        f"{finding.severity.label}[{one_line(finding.rule)}] {one_line(finding.message)}"
        for finding in outcome.findings
    ]
    return "".join(f"{line}\n" for line in lines)
