"""Routes of gateways to a host that the mesh routes by subsets."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_subsets import IstioSubsets


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such host, at its first destination."""
    seen: set[str] = set()
    for destination, other in context.shared(IstioSubsets).bypassed(resource):
        host = destination["host"]
        if host.text not in seen:
            seen.add(host.text)
            name = other.resource.full_name
            message = f"{name} routes '{host.text}' by subsets, but not the requests that come in here: they reach all versions."
            yield context.finding(host, message, related=[(other["subset"], "a subset route of the mesh")])
