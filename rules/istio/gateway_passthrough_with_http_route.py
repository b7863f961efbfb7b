"""VirtualServices with HTTP routes only, behind servers that do not terminate TLS."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_bound_servers import PASSTHROUGH, BoundServers, tls_mode
from meshlint.semantics.istio_gateways import binds_mesh


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on `http`, where every server that takes a host of the VirtualService passes TLS through."""
    http = resource.at("spec", "http")
    if not any(http.items()) or binds_mesh(resource) or resource.at("spec", "tls") or resource.at("spec", "tcp"):
        return
    servers = context.shared(BoundServers).of(resource)
    if servers and all(tls_mode(server) == PASSTHROUGH for server in servers):
        gateway, tls = servers[0].gateway, servers[0].value["tls"]
        message = f"The Gateway '{gateway.name}' passes TLS through: it cannot read the requests that these HTTP routes are for."
        place = tls["mode"] if tls["mode"] else servers[0].value.get("port", "protocol")
        yield context.finding(http.key, message, related=[(place, "the server")])
