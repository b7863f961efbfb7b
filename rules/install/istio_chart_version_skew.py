"""Charts of Istio that do not fit the istiod of their cluster."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Release, Resource, Severity
from meshlint.semantics.chart_installs import ChartInstalls, installed_release

_FOLLOWING = ("gateway", "istio-ingress", "istio-egress", "cni", "ztunnel")
_SAME_PATCH = ("cni", "ztunnel")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """A finding on the chart that deviates from istiod; with several istiods, from all of them."""
    chart, release = str(resource.data["chart"]), installed_release(resource)
    if resource.data["product"] != "istio" or chart not in (*_FOLLOWING, "base") or release is None:
        return
    istiods = {
        found: other
        for other in context.shared(ChartInstalls).beside(resource)
        if other.data["chart"] == "istiod" and (found := installed_release(other)) is not None
    }
    if not istiods or release in istiods:
        return
    newest = max(istiods)
    judged = _judged(chart, release, newest, any(release.line == other.line for other in istiods))
    if judged is not None:
        severity, message = judged
        related = [(istiods[newest].at("version"), f"istiod is {newest}")]
        yield context.finding(resource.at("version"), message, severity=severity, related=related)


def _judged(chart: str, release: Release, istiod: Release, same_line: bool) -> tuple[Severity, str] | None:
    if same_line:
        if chart in _SAME_PATCH:
            return (
                Severity.NOTE,
                f"The chart '{chart}' is {release} and istiod {istiod}: they are released, and tested, together.",
            )
        return None
    if chart in _FOLLOWING and release > istiod:
        return Severity.ERROR, f"The chart '{chart}' is {release}, newer than istiod {istiod}, which Istio does not support."
    return Severity.WARNING, f"The chart '{chart}' is {release} and istiod {istiod}: they were not upgraded together."
