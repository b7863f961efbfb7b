"""An outcome as JSON, and back. Reading trusts nothing: whatever is not exactly what `dump_outcome` writes is refused."""

from __future__ import annotations

from typing import Any, TypeVar

from meshlint.findings import Edit, Fix, Located, LocatedRelated, Path, Region, Severity
from meshlint.outcome import Outcome

_Type = TypeVar("_Type")


def dump_outcome(outcome: Outcome) -> dict[str, Any]:
    """What `parse_outcome` reads. Crashes, problems and timings belong to one run alone and are left out."""
    return {
        "findings": [_dump_finding(finding) for finding in outcome.findings],
        "counts": [outcome.suppressed, outcome.baselined, outcome.files, outcome.resources],
        "skipped": list(outcome.skipped.items()),
        "without_context": list(outcome.without_context.items()),
    }


def parse_outcome(data: Any) -> Outcome:
    """The outcome that was dumped. Raises ValueError, TypeError or KeyError for anything else."""
    suppressed, baselined, files, resources = [_typed(count, int) for count in _list(data["counts"], 4)]
    return Outcome(
        findings=tuple(_parse_finding(item) for item in _list(data["findings"])),
        suppressed=suppressed,
        baselined=baselined,
        files=files,
        resources=resources,
        skipped={_typed(reason, str): _typed(count, int) for reason, count in _list(data["skipped"])},
        without_context={
            _typed(rule, str): tuple(_typed(kind, str) for kind in _list(kinds)) for rule, kinds in _list(data["without_context"])
        },
    )


def _dump_finding(finding: Located) -> list[Any]:
    fix = finding.fix
    return [
        finding.rule,
        int(finding.severity),
        finding.message,
        finding.region,
        finding.resource,
        finding.kind,
        finding.path,
        list(finding.related),
        None if fix is None else [fix.title, fix.safe, fix.edits],
        finding.source_line,
        finding.line_hash,
    ]


def _parse_finding(data: Any) -> Located:
    rule, severity, message, region, resource, kind, path, related, fix, source_line, line_hash = _list(data, 11)
    return Located(
        _typed(rule, str),
        Severity(_typed(severity, int)),
        _typed(message, str),
        _parse_region(region),
        _typed(resource, str),
        _typed(kind, str),
        _parse_path(path),
        tuple(LocatedRelated(_parse_region(place), _typed(text, str)) for place, text in _list(related)),
        None if fix is None else _parse_fix(fix),
        _typed(source_line, str),
        _typed(line_hash, str),
    )


def _parse_region(data: Any) -> Region:
    file, *numbers = _list(data, 5)
    start_line, start_column, end_line, end_column = [_typed(number, int) for number in numbers]
    return Region(_typed(file, str), start_line, start_column, end_line, end_column)


def _parse_path(data: Any) -> Path:
    return tuple(step if type(step) is int else _typed(step, str) for step in _list(data))


def _parse_fix(data: Any) -> Fix:
    title, safe, edits = _list(data, 3)
    return Fix(_typed(title, str), tuple(_parse_edit(edit) for edit in _list(edits)), _typed(safe, bool))


def _parse_edit(data: Any) -> Edit:
    file, start, end, text = _list(data, 4)
    return Edit(_typed(file, str), _typed(start, int), _typed(end, int), _typed(text, str))


def _list(data: Any, length: int | None = None) -> list[Any]:
    if type(data) is not list or (length is not None and len(data) != length):
        raise ValueError("not the list that was written")
    return data


def _typed(data: Any, kind: type[_Type]) -> _Type:
    """Exactly of a type: a boolean is no number."""
    if type(data) is not kind:
        raise TypeError(f"{kind.__name__} was written here")
    return data
