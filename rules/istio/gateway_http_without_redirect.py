"""Plain HTTP servers beside HTTPS ones, without a redirect."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Targets
from meshlint.semantics.istio_gateways import ISTIO_GATEWAY
from meshlint.semantics.istio_routes import VIRTUAL_SERVICE
from meshlint.semantics.istio_servers import IstioServers, Server, servers_of


class Encrypted:
    """The HTTPS servers of all Gateways by host name, and the hosts that VirtualServices redirect."""

    def __init__(self, inventory: Inventory, _: Targets) -> None:
        self.servers: dict[str, list[Server]] = {}
        for gateway in inventory.of(ISTIO_GATEWAY):
            for server in servers_of(gateway):
                for host in server.hosts if server.protocol == "HTTPS" else ():
                    self.servers.setdefault(host.name, []).append(server)
        self.redirected = frozenset(
            host.text.lower()
            for route in inventory.of(VIRTUAL_SERVICE)
            if any(entry.get("redirect", "scheme").text == "https" for entry in route.at("spec", "http").items())
            for host in route.at("spec", "hosts").items()
        )


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each host of a plain HTTP server that the same proxy serves over HTTPS.

    A wildcard means other hosts in another Gateway: those of the routes that name it.
    """
    for server in servers_of(resource):
        if server.protocol not in ("HTTP", "HTTP2") or server.value.get("tls", "httpsRedirect").raw is True:
            continue
        encrypted, servers = context.shared(Encrypted), context.shared(IstioServers)
        for host in server.hosts:
            others = [] if host.name in encrypted.redirected else encrypted.servers.get(host.name, [])
            other = next((item for item in others if _is_same_site(host.name, item.gateway, resource, servers)), None)
            if other is not None:
                message = f"'{host.entry.text}' is served over HTTPS, and over plain HTTP here without a redirect."
                yield context.finding(host.entry, message, related=[(other.value["hosts"], "the HTTPS server")])


def _is_same_site(host: str, other: Resource, gateway: Resource, servers: IstioServers) -> bool:
    return other is gateway or ("*" not in host and servers.meet(gateway, other))
