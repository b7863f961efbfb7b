"""VirtualServices with TLS routes only, behind servers that terminate TLS."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_bound_servers import TERMINATING, BoundServers, tls_mode
from meshlint.semantics.istio_gateways import binds_mesh


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on `tls`, where no server that takes a host passes TLS through; plain HTTP servers beside do not help."""
    routes = resource.at("spec", "tls")
    if not any(routes.items()) or binds_mesh(resource) or resource.at("spec", "http") or resource.at("spec", "tcp"):
        return
    servers = context.shared(BoundServers).of(resource)
    ending = [server for server in servers if tls_mode(server) in TERMINATING]
    if ending and all(server.layer == "HTTP" or server in ending for server in servers):
        server = ending[0]
        wanted = "tcp" if server.protocol == "TLS" else "http"
        message = f"The Gateway '{server.gateway.name}' terminates TLS for these hosts, and asks '{wanted}' routes, not 'tls'."
        yield context.finding(routes.key, message, related=[(server.value.get("tls", "mode"), "the server")])
