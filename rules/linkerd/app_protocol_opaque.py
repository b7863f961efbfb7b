"""Values of appProtocol that Linkerd does not know."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.linkerd_injection import LinkerdMesh
from meshlint.semantics.linkerd_ports import HTTP_PROTOCOLS

_DECLARED_OPAQUE = frozenset(("linkerd.io/opaque", "linkerd.io/tcp"))
_HTTP_ELSEWHERE = frozenset(
    ("grpc", "grpc-web", "http2", "h2c", "http/1.1", "http/2", "ws", "kubernetes.io/ws", "kubernetes.io/wss")
)


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each port: an error for what speaks HTTP, a note for what is no HTTP anyway."""
    for protocol in given["protocols"]:
        name = protocol.text.lower()
        if (
            not name
            or protocol.is_templated
            or name in HTTP_PROTOCOLS | _DECLARED_OPAQUE
            or not context.shared(LinkerdMesh).is_present
        ):
            continue
        message = f"Linkerd does not know '{protocol.text}' and treats the port as plain TCP: no routes, retries or HTTP metrics."
        yield context.finding(protocol, message, severity=None if name in _HTTP_ELSEWHERE else Severity.NOTE)
