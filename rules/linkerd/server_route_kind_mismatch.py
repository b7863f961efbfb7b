"""Routes of Servers whose protocol does not use them."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.linkerd_policies import Servers

_USES = {
    "": "HTTPRoute",
    "unknown": "HTTPRoute",
    "HTTP/1": "HTTPRoute",
    "HTTP/2": "HTTPRoute",
    "gRPC": "GRPCRoute",
    "opaque": "no route",
    "TLS": "no route",
}


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each Server, on the reference."""
    for server, parent in context.shared(Servers).of_route(resource):
        protocol = server.spec["proxyProtocol"]
        used = _USES.get(protocol.text, resource.kind)
        if used != resource.kind and server.shares_scope(resource):
            shown = protocol.text or "unknown"
            message = f"A Server with the protocol '{shown}' uses {used}: this one is ignored, with the policies that target it."
            yield context.finding(parent.value, message, related=[(protocol, "The protocol of the Server.")] if protocol else [])
