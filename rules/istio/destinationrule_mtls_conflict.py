"""TLS modes of DestinationRules against the modes that servers demand."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_client_tls import DISABLE, ISTIO_MUTUAL, MUTUAL, SIMPLE, TlsBlock, tls_blocks
from meshlint.semantics.istio_mtls import STRICT
from meshlint.semantics.istio_tls_servers import TlsServer, TlsServers

_MESH_CERTIFICATES = ("/etc/certs/", "/etc/istio-certs/", "/etc/istio-output-certs/", "/var/run/secrets/istio/")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each `tls` block that some server refuses."""
    servers = context.shared(TlsServers)
    for block in tls_blocks(resource):
        if block.mode:
            refusals = ((server, _refusal(server, block)) for server in servers.of(block))
            server, why = next(((server, why) for server, why in refusals if why), (None, ""))
            if server is not None:
                source = server.mode.source
                related = [(source, f"'{source.text}' is demanded here")] if source is not None else []
                yield context.finding(block.place, f"Clients {_sends(block)} to {server.what}, {why}.", related=related)


def _refusal(server: TlsServer, block: TlsBlock) -> str:
    """Why a server does not take what the clients send; "" where it does, or may."""
    mode = server.mode.mode
    if mode == STRICT and server.in_mesh:
        foreign = block.mode == SIMPLE or (block.mode == MUTUAL and not _uses_mesh_certificate(block))
        return "which takes the mutual TLS of the mesh only: connections are reset" if foreign or block.mode == DISABLE else ""
    if mode == DISABLE and (block.mode == ISTIO_MUTUAL or (block.mode in (SIMPLE, MUTUAL) and server.plain)):
        return "which takes plain text only: connections are reset"
    return ""


def _uses_mesh_certificate(block: TlsBlock) -> bool:
    certificate = block.tls["clientCertificate"]
    return certificate.is_templated or certificate.text.startswith(_MESH_CERTIFICATES)


def _sends(block: TlsBlock) -> str:
    what = {
        DISABLE: "send plain text",
        SIMPLE: "send TLS without a client certificate",
        MUTUAL: "send mutual TLS with a certificate of their own",
        ISTIO_MUTUAL: "send the mutual TLS of the mesh",
    }
    return (
        f"{what.get(block.mode, 'send TLS')} ('{block.mode}')" if block.tls["mode"] else f"{what[DISABLE]} (no mode is 'DISABLE')"
    )
