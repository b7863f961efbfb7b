"""Consul sidecars without a memory limit, on the workload or on the values that hold everyone's default."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.consul import VALUES, ConsulMesh, UnboundedSidecars


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding a cause; a note where the chart's values, which may set the limit, were not read."""
    place = context.shared(UnboundedSidecars).of(resource)
    if place is None:
        return
    if resource.full_kind == VALUES:
        yield context.finding(
            place, "These values give injected sidecars no memory limit: each can take all the memory of its node."
        )
        return
    known = bool(context.shared(ConsulMesh).values(resource))
    message = "The sidecar that Consul injects here gets no memory limit: it can take all the memory of the node."
    yield context.finding(place, message, severity=None if known else Severity.NOTE)
