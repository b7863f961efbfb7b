"""Outlier detection that cannot eject an endpoint."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_outliers import Endpoints, max_ejection_percent, never_ejects


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each block without trigger; in an audit also for one whose share of pods is less than one pod."""
    for detection in given:
        if never_ejects(detection):
            message = "Neither 5xx answers nor gateway errors eject an endpoint: this outlier detection does nothing."
            yield context.finding(detection["consecutive5xxErrors"], message)
        elif context.is_audit and context.target("istio", resource).at_least(1, 20):
            yield from _too_few(detection, context)


def _too_few(detection: Value, context: Context) -> Iterator[Finding]:
    percent = max_ejection_percent(detection)
    count = context.shared(Endpoints).count(detection) if detection.mapping and percent is not None else None
    if percent is not None and count is not None and percent * count < 100:
        stated = detection["maxEjectionPercent"]
        pods = "1 pod" if count == 1 else f"{count} pods"
        message = f"{percent} percent of {pods} is less than one: no endpoint is ever ejected."
        yield context.finding(stated if stated else detection.key, message)
