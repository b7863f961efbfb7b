"""Workflow commands of GitHub Actions, which become annotations on a pull request.

Source of the syntax and its escapes: GitHub's reference of workflow commands and actions/toolkit, core's command.ts.
"""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.findings import Located, Severity
from meshlint.outcome import Outcome
from meshlint.report.contract import RuleSource, TextOptions
from meshlint.report.sanitize import escape, one_line
from meshlint.report.summary import failure_lines, severity_counts, summary_lines

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_SHOWN_PER_LEVEL = 10  # annotations that GitHub keeps of each level for one step


def render(outcome: Outcome, _rules: RuleSource, _options: TextOptions) -> str:
    """A command for each failure and finding, errors first since GitHub shows only the first ones, then the summary."""
    commands = [command("error", {"title": "meshlint"}, line) for line in failure_lines(outcome)]
    by_severity = sorted(outcome.findings, key=lambda finding: -finding.severity)
    commands += map(_annotation, by_severity)
    return "".join(f"{line}\n" for line in (*commands, *_closing(outcome)))


def command(name: str, properties: dict[str, str], message: str) -> str:
    """One workflow command, its properties and message escaped."""
    listed = ",".join(f"{key}={_escape_property(value)}" for key, value in properties.items())
    return f"::{name} {listed}::{_escape_data(message)}"


def _annotation(finding: Located) -> str:
    region = finding.region
    file = escape(region.file)
    properties = {"file": file, "line": str(region.start_line), "endLine": str(region.end_line)}
    if region.start_line == region.end_line:  # GitHub takes columns only then
        properties |= {"col": str(region.start_column), "endColumn": str(region.end_column)}
    properties["title"] = one_line(finding.rule)
    # The log shows the message alone, so it names the place as well.
    place = f"{file}:{region.start_line}:{region.start_column}"
    return command(_COMMANDS[finding.severity], properties, f"{place}: {one_line(finding.message)}")


def _closing(outcome: Outcome) -> Iterator[str]:
    if max(severity_counts(outcome).values()) > _SHOWN_PER_LEVEL:
        yield f"GitHub shows {_SHOWN_PER_LEVEL} annotations of each level; this log has all of them."
    yield from summary_lines(outcome)


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")
