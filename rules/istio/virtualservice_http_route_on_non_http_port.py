"""VirtualServices with HTTP routes only, for Services without an HTTP port."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_gateways import binds_mesh
from meshlint.semantics.istio_hosts import SERVICE, IstioHosts
from meshlint.semantics.istio_mesh import port_protocol
from meshlint.semantics.istio_routes import is_host

_OPAQUE = frozenset(("tcp", "tls", "https", "mongo", "mysql", "redis", "udp"))


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such host."""
    if not binds_mesh(resource) or resource.at("spec", "tls") or resource.at("spec", "tcp"):
        return
    for host in resource.at("spec", "hosts").items():
        if not is_host(host.text) or host.text.startswith("*"):
            continue
        entries = context.shared(IstioHosts).beside(host)
        ports = [port for entry in entries if entry.resource.kind == SERVICE for port in entry.ports]
        protocols = sorted({port_protocol(port) for port in ports})
        if protocols and set(protocols) <= _OPAQUE:
            shown = ", ".join(protocols)
            message = f"All ports of '{host.text}' are declared as '{shown}': sidecars do not apply these HTTP routes there."
            yield context.finding(host, message, related=[(ports[0], "a port of this host")])
