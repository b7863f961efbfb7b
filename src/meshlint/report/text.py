"""The report for people: each finding with its line of source, then a summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import click

from meshlint.findings import Fix, Located, Region, Severity
from meshlint.outcome import Outcome
from meshlint.report.contract import RuleSource, TextOptions
from meshlint.report.sanitize import escape, one_line, path_first
from meshlint.report.snippet import snippet
from meshlint.report.summary import summary_lines

_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}

Paint = Callable[[str, str], str]
"""Text and colour -> text, bold in that colour when colours are asked for."""


def render(outcome: Outcome, _rules: RuleSource, options: TextOptions) -> str:
    """Findings as blocks of lines with a blank line between them, then the summary."""

    def paint(text: str, color: str) -> str:
        return click.style(text, fg=color, bold=True) if options.color else text

    blocks = ["\n".join(_finding(finding, options, paint)) for finding in outcome.findings]
    verdict, *details = summary_lines(outcome)
    blocks.append("\n".join([paint(verdict, _verdict_color(outcome)), *details]))
    return "\n\n".join(blocks) + "\n"


def position(region: Region) -> str:
    """`line:column` of a region's start."""
    return f"{region.start_line}:{region.start_column}"


def _verdict_color(outcome: Outcome) -> str:
    if outcome.crashes or outcome.problems:
        return "red"
    return _COLORS[max(finding.severity for finding in outcome.findings)] if outcome.findings else "green"


def _finding(finding: Located, options: TextOptions, paint: Paint) -> Iterator[str]:
    region = finding.region
    color = _COLORS[finding.severity]
    what = paint(f"{finding.severity.label}[{one_line(finding.rule)}]", color)
    yield f"{path_first(region.file)}:{position(region)}: {what} {one_line(finding.message)}"
    margin = " " * len(str(region.start_line))
    if options.show_source and finding.source_line.strip():
        yield from _source(finding, options.width, color, paint)
    for related in finding.related:
        where = f"{escape(related.region.file)}:{position(related.region)}"
        yield f"{margin} {paint('= related:', 'blue')} {where}: {one_line(related.message)}"
    if finding.fix is not None:
        yield f"{margin} {paint('= fix:', 'blue')} {_fix(finding.fix)}"
    yield f"{margin} {paint('= help:', 'blue')} meshlint explain {one_line(finding.rule)}"


def _source(finding: Located, width: int, color: str, paint: Paint) -> Iterator[str]:
    region = finding.region
    number = str(region.start_line)
    margin = " " * len(number)
    end_column = region.end_column if region.end_line == region.start_line else None
    shown = snippet(finding.source_line, region.start_column, end_column, width - len(number) - len(" | "))
    bar = paint("|", "blue")
    yield f"{margin} {bar}"
    yield f"{paint(number, 'blue')} {bar} {shown.text}"
    yield f"{margin} {bar} {' ' * shown.start}{paint('^' * shown.length, color)}"


def _fix(fix: Fix) -> str:
    return f"{one_line(fix.title)} ({'--fix' if fix.safe else '--fix --unsafe-fixes'})"
