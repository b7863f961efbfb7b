"""From findings to what is reported: located, narrowed to the asked paths, suppressed, sorted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from meshlint.findings import Finding, Located, LocatedRelated, Place, Region, Severity
from meshlint.loading.loader import LoadedFile
from meshlint.loading.source import Source
from meshlint.registry.registry import Registry
from meshlint.registry.rule import Rule
from meshlint.settings import Settings
from meshlint.triage.annotations import suppresses

if TYPE_CHECKING:
    from meshlint.triage.coverage import Coverage
    from meshlint.triage.suppressions import Suppression


class Placed(NamedTuple):
    """A finding with its regions, and whether an annotation suppresses it: all that needs its resource."""

    finding: Located
    annotated: bool


def place(finding: Finding, settings: Settings, registry: Registry) -> Placed:
    """Look up where a finding is."""
    annotated = False
    if isinstance(finding.primary, Place):
        layer = finding.primary.resource.layer_of(finding.primary.path)
        annotations = (layer.owner or finding.primary.resource).annotations
        annotated = bool(annotations) and suppresses(annotations, finding.rule, registry.rule(finding.rule))
    return Placed(_locate(finding, settings), annotated)


def triage(
    placed: Iterable[Placed],
    files: Iterable[LoadedFile],
    reported: frozenset[str],
    settings: Settings,
    registry: Registry,
    rules: Sequence[Rule],
    today: date,
) -> tuple[tuple[Located, ...], int]:
    """Narrow, suppress and sort. Returns what is left, and how many findings were suppressed."""
    sources = {file.source.path: file.source for file in files}
    suppressions = _suppressions(sources)
    covered = _coverages(suppressions, today)
    kept: dict[tuple[object, ...], Located] = {}
    suppressed = 0
    for located, annotated in placed:
        if not _concerns(located, reported):
            continue
        if annotated or _is_suppressed(located, covered):
            suppressed += 1
            continue
        kept.setdefault((located.rule, located.region, located.message), located)
    enabled = {rule.id for rule in rules}
    is_known, has_run = _any_of(rule.id for rule in registry.rules()), _any_of(enabled)
    for path, items in suppressions.items():
        if path in reported:
            from meshlint.triage.suppressions import complaints

            for complaint in complaints(items, is_known, has_run, today):
                if complaint.rule in enabled:
                    located = _locate(complaint, settings)
                    kept[located.rule, located.region, located.message] = located
    ordered = sorted(kept.values(), key=lambda located: located.sort_key)
    return tuple(_with_text(ordered, sources, settings.line_hashes)), suppressed


def _suppressions(sources: Mapping[str, Source]) -> dict[str, list[Suppression]]:
    written = {path: source for path, source in sources.items() if "meshlint:" in source.text}
    if not written:
        return {}
    from meshlint.triage.suppressions import find_suppressions

    return {path: find_suppressions(source) for path, source in written.items()}


def _coverages(suppressions: Mapping[str, list[Suppression]], today: date) -> dict[str, Coverage]:
    if not suppressions:
        return {}
    from meshlint.triage.coverage import Coverage

    return {path: Coverage(items, today) for path, items in suppressions.items()}


def _any_of(ids: Iterable[str]) -> Callable[[str], bool]:
    """Whether a pattern of a suppression names one of these rules; each pattern is tried once."""
    known = frozenset(ids)
    tried: dict[str, bool] = {}

    def named(pattern: str) -> bool:
        if pattern not in tried:
            from meshlint.triage.coverage import matches

            tried[pattern] = pattern in known or any(matches(rule_id, pattern) for rule_id in known)
        return tried[pattern]

    return named


def _locate(finding: Finding, settings: Settings) -> Located:
    region = _region(finding.primary)
    if isinstance(finding.primary, Place):
        name, kind = finding.primary.resource.named_by(finding.primary.path)
        path = finding.primary.path
    else:
        name, kind, path = region.file, "", ()
    related = tuple(LocatedRelated(_region(item.place), item.message) for item in finding.related)
    severity = settings.severities.get(finding.rule, finding.severity)
    return Located(finding.rule, Severity(severity), finding.message, region, name, kind, path, related, finding.fix)


def _region(place: Place | Region) -> Region:
    return place if isinstance(place, Region) else place.resource.region(place.path, place.on_key, place.line)


def _concerns(located: Located, reported: frozenset[str]) -> bool:
    return located.region.file in reported or any(item.region.file in reported for item in located.related)


def _is_suppressed(located: Located, covered: Mapping[str, Coverage]) -> bool:
    coverage = covered.get(located.region.file)
    return coverage is not None and coverage.covers(located)


def _with_text(located: Sequence[Located], sources: Mapping[str, Source], hashes: bool) -> Iterator[Located]:
    """The findings with the text of their line and, when asked for, GitHub's fingerprint of it."""
    lines: dict[str, set[int]] = {}
    for item in located:
        lines.setdefault(item.region.file, set()).add(item.region.start_line)
    known: dict[str, dict[int, str]] = {}
    if hashes:
        from meshlint.triage.line_hash import line_hashes

        known = {path: line_hashes(sources[path].original, wanted) for path, wanted in lines.items() if path in sources}
    for item in located:
        path, line = item.region.file, item.region.start_line
        text = sources[path].line(line) if path in sources else ""
        yield item._replace(source_line=text, line_hash=known.get(path, {}).get(line, ""))
