"""Limits of injected proxies below their requests."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.linkerd_injection import LinkerdMesh, injects
from meshlint.semantics.linkerd_resources import ProxyResources
from meshlint.semantics.quantities import quantity


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each resource, on the half that the object itself states."""
    workload = workload_of(resource)
    if not (injects(resource) if workload is None else context.shared(LinkerdMesh).injection(workload) is not None):
        return
    for name in ("cpu", "memory", "ephemeral-storage"):
        limit, request = (context.shared(ProxyResources).stated(resource, name, bound) for bound in ("limit", "request"))
        if limit is None or request is None or resource not in (limit.resource, request.resource):
            continue
        most, least = quantity(limit.raw), quantity(request.raw)
        if most is not None and least is not None and most < least:
            at, other = (limit, request) if limit.resource is resource else (request, limit)
            message = f"The proxy's {name} limit of '{limit.raw}' is below its request of '{request.raw}': no pod starts."
            yield context.finding(at, message, related=[(other, "The other half.")])
