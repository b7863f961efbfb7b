"""Hosts with mutual TLS whose routes are also served by a server without it, for a wildcard on the same port."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource
from meshlint.semantics.istio_bound_servers import BoundServers, takes, tls_mode
from meshlint.semantics.istio_gateways import overlaps
from meshlint.semantics.istio_policies import AUTHORIZATION_POLICY, conditions
from meshlint.semantics.istio_routes import http_routes
from meshlint.semantics.istio_servers import Clash, IstioServers, servers_of

_STRICT = frozenset(("MUTUAL", "ISTIO_MUTUAL"))
_RELAXED = frozenset(("SIMPLE", "OPTIONAL_MUTUAL"))


class SniPolicies:
    """Whether some AuthorizationPolicy looks at the server name of the handshake."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        policies = inventory.of(AUTHORIZATION_POLICY)
        self.exist = any(True for policy in policies for _ in conditions(policy, "connection.sni"))


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each host of a server with mutual TLS that can be asked for on a connection to a wildcard."""
    for server in servers_of(resource):
        if tls_mode(server) not in _STRICT or server.protocol != "HTTPS":
            continue
        reported: set[str] = set()
        for clash in context.shared(IstioServers).clashes(server):
            if clash.host.name not in reported and _is_bypassed(clash) and not context.shared(SniPolicies).exist:
                route = _shared_route(clash, context)
                if route is not None:
                    reported.add(clash.host.name)
                    yield _finding(clash, route, context)


def _finding(clash: Clash, route: Resource, context: Context) -> Finding:
    host, wildcard = clash.host, clash.other_host.entry
    return context.finding(
        host.entry,
        f"A connection for '{wildcard.text}' needs no client certificate, and requests for '{host.name}' are served on it.",
        related=[(wildcard, "the wildcard"), (route.at("metadata", "name"), "its routes are those of both servers")],
    )


def _is_bypassed(clash: Clash) -> bool:
    wildcard = clash.other_host.name
    if clash.exact or not wildcard.startswith("*") or clash.host.name.startswith("*"):
        return False
    return clash.other.protocol == "HTTPS" and tls_mode(clash.other) in _RELAXED


def _shared_route(clash: Clash, context: Context) -> Resource | None:
    """A VirtualService whose HTTP routes for the protected host are attached to both servers."""
    bound = context.shared(BoundServers)
    relaxed = {id(item) for item in bound.services_at(clash.other.gateway)}
    for service in _serving(clash, bound):
        if id(service) in relaxed and http_routes(service) and takes(clash.other, service, clash.host.name):
            return service
    return None


def _serving(clash: Clash, bound: BoundServers) -> list[Resource]:
    """The VirtualServices that answer for the host at its own server: those that name it, else those with a pattern for it."""
    name = clash.host.name
    hosts = {id(item): [text.lower() for text in bound.host_names(item)] for item in bound.services_at(clash.server.gateway)}
    found = [
        item
        for item in bound.services_at(clash.server.gateway)
        if takes(clash.server, item, name) and any(overlaps(text, name) for text in hosts[id(item)])
    ]
    return [item for item in found if name in hosts[id(item)]] or found
