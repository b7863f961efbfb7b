"""Ports on which TCP listeners and others meet."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_listeners import Listener, listeners

_OTHERS = frozenset(("HTTP", "HTTPS", "TLS"))


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each TCP listener, with one of those that share its port."""
    others: dict[int | None, Listener] = {}
    for listener in listeners(resource):
        if listener.protocol in _OTHERS:
            others.setdefault(listener.port, listener)
    for listener in listeners(resource):
        other = others.get(listener.port) if listener.protocol == "TCP" and listener.port is not None else None
        if other is not None:
            message = (
                f"Listener '{listener.name}' takes every connection of port {listener.port}, which '{other.name}' "
                f"({other.protocol}) shares: neither is accepted."
            )
            yield context.finding(listener.value["port"], message, related=[(other.value["port"], "the other listener")])
