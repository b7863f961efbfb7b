"""Servers of Gateways that meet on one proxy, port and host."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.istio_servers import Clash, IstioServers, Server, servers_of


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each server that meets another: the worst encounter, on the host."""
    servers = context.shared(IstioServers)
    for server in servers_of(resource):
        found = [clash for clash in servers.clashes(server) if _counts(clash, server)]
        if found:
            clash = min(found, key=lambda item: (not item.loses_a_server, not item.exact))
            if clash.loses_a_server or context.is_audit:
                yield _finding(clash, context)


def _counts(clash: Clash, server: Server) -> bool:
    """Inside one Gateway the later server is at fault, and a TLS host served twice is a rule of its own."""
    if clash.other.gateway is not server.gateway:
        return True
    later = clash.other.value.path < server.value.path
    return later and not (clash.exact and server.layer == clash.other.layer == "TLS")


def _finding(clash: Clash, context: Context) -> Finding:
    server, other = clash.server, clash.other
    where = "this Gateway" if other.gateway is server.gateway else f"the Gateway '{other.gateway.name}'"
    same = f"'{clash.host.entry.text}' of port {server.port}"
    if server.layer != other.layer:
        message = f"{same} is {server.layer} here and {other.layer} in {where}: the proxy serves the older one only."
    elif clash.loses_a_server:
        message = f"{same} is also served by {where}: the proxy serves the older one only."
    else:
        message = f"{same} meets '{clash.other_host.entry.text}' in {where}: the routes of both are merged."
    severity = Severity.ERROR if clash.loses_a_server else Severity.NOTE
    return context.finding(clash.host.entry, message, severity=severity, related=[(clash.other_host.entry, "the other server")])
