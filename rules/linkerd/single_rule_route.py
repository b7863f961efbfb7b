"""TLSRoutes and TCPRoutes in the mesh without exactly one rule."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_routes import parents, rules


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding a route, on its rules."""
    if len(rules(resource)) != 1 and any(parent.is_mesh for parent in parents(resource)):
        message = f"The route has {len(rules(resource))} rules, and Linkerd's webhook refuses it: it takes exactly one."
        yield context.finding(resource.spec["rules"].key, message)
