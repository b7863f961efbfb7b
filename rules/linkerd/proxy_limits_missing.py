"""Linkerd proxies without limits: on the workload, on the Namespace that several share, or on the chart's values."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.linkerd_resources import ProxyGaps


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each cause: without a memory limit, or, as a note, without a CPU limit alone."""
    for gap in context.shared(ProxyGaps).of(resource):
        if gap.what != "requests":
            name = gap.what.removesuffix(" limit")
            message = f"{_who(resource)} without a {gap.what}: it can take all the {name} of its node."
            yield context.finding(gap.at, message, severity=Severity.NOTE if name == "CPU" else None)


def _who(resource: Resource) -> str:
    if resource.full_kind == "HelmValues.linkerd":
        return "These values leave the proxy that Linkerd injects"
    if resource.full_kind == "Namespace":
        return "The namespace has Linkerd's proxy injected into its pods"
    return "Linkerd's proxy is injected into these pods"
