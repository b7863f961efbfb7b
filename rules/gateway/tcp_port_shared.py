"""Ports on which TCP listeners and others meet."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_listeners import sharing_port


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each TCP listener, with one of those that share its port."""
    for listener, other in sharing_port(resource, "TCP", ("HTTP", "HTTPS", "TLS")):
        message = (
            f"Listener '{listener.name}' takes every connection of port {listener.port}, which '{other.name}' "
            f"({other.protocol}) shares: neither is accepted."
        )
        yield context.finding(listener.value["port"], message, related=[(other.value["port"], "the other listener")])
