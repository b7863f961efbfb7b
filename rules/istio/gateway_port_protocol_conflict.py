"""Ports on which servers of one proxy speak different protocols, for hosts of their own."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_servers import IstioServers, Server, servers_of


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on the protocol, for each server whose port another one uses differently; a common host is another rule's."""
    servers = context.shared(IstioServers)
    for server in servers_of(resource):
        if not server.protocol or any(clash.loses_a_server for clash in servers.clashes(server)):
            continue
        other = next((item for item in servers.on_port(server) if _counts(server, item)), None)
        if other is not None:
            where = "another server" if other.gateway is resource else f"a server of the Gateway '{other.gateway.name}'"
            message = (
                f"Port {server.port} speaks {other.protocol} in {where}, and {server.protocol} here: only the older is served."
            )
            related = [(other.value.get("port", "protocol"), "the other protocol")]
            yield context.finding(server.value.get("port", "protocol"), message, related=related)


def _counts(server: Server, other: Server) -> bool:
    """Inside one Gateway the later server is at fault."""
    if server.layer == other.layer and server.layer != "TCP":
        return False
    return other.gateway is not server.gateway or other.value.path < server.value.path
