"""Regular expressions in GRPCRoutes that Linkerd's webhook looks at."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_routes import parents


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each match."""
    if any(parent.is_mesh or parent.kind == "Server.policy.linkerd.io" for parent in parents(resource)):
        for kind in given["types"]:
            if kind.text == "RegularExpression":
                yield context.finding(kind, "Linkerd matches gRPC methods exactly, and its webhook refuses the route.")
