"""Linkerd proxies without requests for CPU or memory."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.linkerd_resources import ProxyGaps


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each cause: the workload, the Namespace that several share, or the chart's values."""
    for gap in context.shared(ProxyGaps).of(resource):
        if gap.what == "requests":
            message = "Linkerd's proxy gets no request for CPU or memory here: the scheduler does not count it."
            yield context.finding(gap.at, message)
