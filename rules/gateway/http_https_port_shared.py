"""Ports on which plain and encrypted listeners meet."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_listeners import sharing_port


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each HTTP listener, with one of those that share its port."""
    for listener, other in sharing_port(resource, "HTTP", ("HTTPS", "TLS")):
        message = (
            f"Listener '{listener.name}' serves plain HTTP on port {listener.port}, where '{other.name}' expects "
            f"{other.protocol}: most implementations accept neither."
        )
        yield context.finding(listener.value["port"], message, related=[(other.value["port"], "the other listener")])
