"""Rules that make all clients of a mesh or namespace speak mutual TLS, where no policy demands it of them."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_client_tls import ISTIO_MUTUAL, ClientRules
from meshlint.semantics.istio_mtls import PEER_AUTHENTICATION, ServerModes
from meshlint.semantics.istio_tls_servers import TlsServers


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for a rule on the hosts of a whole mesh or namespace; none with auto mTLS, or without evidence of policies."""
    clients, servers, modes = context.shared(ClientRules), context.shared(TlsServers), context.shared(ServerModes)
    mode = resource.at("spec", "trafficPolicy", "tls", "mode")
    if mode.raw != ISTIO_MUTUAL or clients.auto_mtls(resource) or not context.inventory.knows_kind_in(PEER_AUTHENTICATION, None):
        return
    host = clients.host(resource)
    if servers.is_mesh_wide(host):
        decided, where = modes.of_mesh(resource), "the mesh"
    elif servers.wide_namespace(host) and servers.wide_namespace(host) == resource.namespace:
        decided, where = modes.of_namespace(resource.namespace, resource), f"namespace '{resource.namespace}'"
    else:
        return
    if decided.source is None and decided.mode:
        message = f"No PeerAuthentication says what the servers of {where} demand, so plain text is still accepted."
        yield context.finding(mode, message)
