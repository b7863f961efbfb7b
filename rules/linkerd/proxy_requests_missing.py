"""Linkerd proxies without requests for both CPU and memory."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.linkerd_resources import ProxyGaps


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each cause: the workload, the Namespace that several share, or the chart's values."""
    for gap in context.shared(ProxyGaps).of(resource):
        if gap.what == "requests":
            message = "Linkerd's proxy has no requests for both CPU and memory here: the scheduler counts less than it uses."
            yield context.finding(gap.at, message)
