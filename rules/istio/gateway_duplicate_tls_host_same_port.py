"""TLS servers of one Gateway with the same port and host."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_servers import HostName, Server, servers_of


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each host entry that an earlier server of the Gateway has taken."""
    taken: dict[tuple[int, str, str], tuple[Server, HostName]] = {}
    for server in servers_of(resource):
        if server.layer != "TLS":
            continue
        for host in server.hosts:
            first = taken.setdefault((server.port, server.bind, host.name), (server, host))
            if first[0] is not server:
                message = f"'{host.entry.text}' is served on port {server.port} by an earlier server: this one is skipped."
                yield context.finding(host.entry, message, related=[(first[1].entry, "the server that stays")])
