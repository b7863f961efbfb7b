"""The closing lines of the formats for people: what was found, and what was not looked at."""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.findings import Severity
from meshlint.outcome import Outcome
from meshlint.report.sanitize import one_line

_KINDS_SHOWN = 6


def severity_counts(outcome: Outcome) -> dict[Severity, int]:
    """The number of findings of each severity, the most severe first, zeros included."""
    counts = dict.fromkeys(sorted(Severity, reverse=True), 0)
    for finding in outcome.findings:
        counts[finding.severity] += 1
    return counts


def plural(count: int, noun: str) -> str:
    """`1 rule`, `2 rules`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def failure_lines(outcome: Outcome) -> Iterator[str]:
    """One line for each input that could not be read and each rule that failed."""
    for problem in outcome.problems:
        yield f"error: {one_line(problem)}"
    for crash in outcome.crashes:
        yield f"internal error[{one_line(crash.rule)}] on {one_line(crash.resource)}: {one_line(crash.error)}"


def summary_lines(outcome: Outcome) -> Iterator[str]:
    """The summary, a sentence a line; what is zero is left out."""
    yield _verdict(outcome)
    hidden = [f"{outcome.suppressed} suppressed"] if outcome.suppressed else []
    if outcome.baselined:
        hidden.append(f"{outcome.baselined} in the baseline")
    if hidden:
        yield f"Not shown: {', '.join(hidden)}."
    if skipped := {reason: count for reason, count in sorted(outcome.skipped.items()) if count}:
        reasons = ", ".join(f"{count} {one_line(reason)}" for reason, count in skipped.items())
        yield f"Skipped {plural(sum(skipped.values()), 'document')}: {reasons}."
    if outcome.without_context:
        yield _without_context(outcome)
    if outcome.crashes:
        failed = plural(len({crash.rule for crash in outcome.crashes}), "rule")
        yield f"{failed} failed, which is a fault of meshlint: findings may be missing."


def _verdict(outcome: Outcome) -> str:
    where = f"{plural(outcome.resources, 'resource')} ({plural(outcome.files, 'file')})"
    if not outcome.findings:
        return f"No findings in {where}."
    counts = severity_counts(outcome)
    found = ", ".join(plural(count, severity.label) for severity, count in counts.items() if count)
    fixable = sum(1 for finding in outcome.findings if finding.fix is not None and finding.fix.safe)
    return f"{found} in {where}{f'; --fix repairs {fixable}' if fixable else ''}."


def _without_context(outcome: Outcome) -> str:
    kinds = sorted({kind for needed in outcome.without_context.values() for kind in needed})
    shown = ", ".join(one_line(kind) for kind in kinds[:_KINDS_SHOWN])
    more = f" and {plural(len(kinds) - _KINDS_SHOWN, 'more kind')}" if len(kinds) > _KINDS_SHOWN else ""
    missing = f": nothing read says enough about {shown}{more}" if kinds else ""
    return f"{plural(len(outcome.without_context), 'rule')} lacked context{missing}."
