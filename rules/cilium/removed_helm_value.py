"""Values that the release of Cilium's chart no longer reads, or refuses."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Release, Resource, Severity, Value
from meshlint.semantics.cilium_values import CHANGES, Change, chart_release, is_agent_chart, setting

_OFF: tuple[object, ...] = (False, "false", None, "", {}, [])


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each removed value; without a known release, the newest one is judged by."""
    if not is_agent_chart(resource):
        return
    release = chart_release(resource, context.scan.targets) or context.target("cilium")
    for change in CHANGES:
        value = setting(resource, change.key)
        if value.exists and release.at_least(*change.since):
            severity, message = _judged(change, value, release)
            yield context.finding(value.key, message, severity=severity)
    singular = setting(resource, "ipam.operator.clusterPoolIPv4PodCIDR")
    if singular and release.at_least(1, 14) and not release.at_least(1, 19):
        message = "'ipam.operator.clusterPoolIPv4PodCIDR' was removed: the chart fails. Write 'clusterPoolIPv4PodCIDRList'."
        yield context.finding(singular.key, message)


def _judged(change: Change, value: Value, release: Release) -> tuple[Severity, str]:
    instead = f" Write '{change.instead}'." if change.instead else ""
    off = value.raw in _OFF
    since = f"{change.since[0]}.{change.since[1]}"
    if change.refused and not off:
        return Severity.ERROR, f"'{change.key}' was removed in {since}, and the chart of {release} fails with it.{instead}"
    if off and change.key.endswith(".enabled"):
        return Severity.NOTE, f"'{change.key}' is not read since {since}; switched off, it does no harm.{instead}"
    severity = Severity.ERROR if change.protects else Severity.WARNING
    return severity, f"'{change.key}' is not read since {since}: what it asks for does not happen.{instead}"
