"""Backends on ports for HTTPS that no BackendTLSPolicy covers."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.gateway_api_definitions import Definitions
from meshlint.semantics.gateway_api_policies import TLSPolicies
from meshlint.semantics.gateway_api_references import BACKEND, SERVICE, backends
from meshlint.semantics.gateway_routes import parents

_PORTS = frozenset((443, 8443))


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each Service and port, in routes that only serve Gateways."""
    if any(parent.is_mesh for parent in parents(resource)):
        return
    seen: set[tuple[str, int | None]] = set()
    for backend in backends(resource):
        key = (backend.shown, backend.port)
        if backend.kind != SERVICE or backend.role != BACKEND or key in seen:
            continue
        seen.add(key)
        for service in context.shared(Definitions).find(SERVICE, backend.name, backend.namespace, resource):
            port = _port(service, backend.port)
            if port is not None and _expects_tls(port) and not context.shared(TLSPolicies).covers(service, port):
                message = (
                    f"Port {backend.port} of Service '{backend.shown}' seems to expect TLS, and no BackendTLSPolicy says so."
                )
                yield context.finding(backend.value["name"], message, related=[(port, "the port of the Service")])
                break


def _port(service: Resource, number: int | None) -> Value | None:
    return next((port for port in service.spec["ports"].items() if port["port"].integer == number), None)


def _expects_tls(port: Value) -> bool:
    protocol = port["appProtocol"].text.lower()
    if protocol:
        return protocol == "https"
    return port["name"].text.lower().startswith("https") or port["port"].integer in _PORTS
