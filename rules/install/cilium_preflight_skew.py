"""Pre-flight releases of Cilium that are not newer than the one they prepare to replace."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.chart_installs import ChartInstalls, installed_release


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on the version of a pre-flight release beside a running one that is as new."""
    release = installed_release(resource)
    if resource.data["chart"] != "cilium" or not _is_preflight(resource) or release is None:
        return
    for other in context.shared(ChartInstalls).beside(resource):
        running = installed_release(other)
        if other.data["chart"] == "cilium" and not _is_preflight(other) and running is not None and release <= running:
            message = f"The pre-flight check is {release} and {running} is running: it does not check the release to come."
            yield context.finding(resource.at("version"), message, related=[(other.at("version"), "the running release")])
            return


def _is_preflight(chart: Resource) -> bool:
    return chart.at("values", "preflight", "enabled").raw is True and chart.at("values", "agent").raw is False
