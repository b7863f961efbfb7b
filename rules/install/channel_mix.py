"""Charts whose repository is of another channel than the control plane's."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.chart_installs import ChartInstalls

_OTHER_CHANNELS = ("", "archived")  # extensions with a repository of their own


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on a chart beside a control plane of the same mesh from another channel."""
    data = resource.data
    if data["role"] == "control-plane" or data["channel"] in _OTHER_CHANNELS:
        return
    for other in context.shared(ChartInstalls).beside(resource):
        if other.data["role"] == "control-plane" and other.data["product"] == data["product"]:
            channel = other.data["channel"]
            if channel not in (*_OTHER_CHANNELS, data["channel"]):
                message = f"The chart '{data['chart']}' is of the channel '{data['channel']}', the control plane of '{channel}'."
                yield context.finding(resource.at("chart"), message, related=[(other.at("chart"), "the control plane")])
            return
