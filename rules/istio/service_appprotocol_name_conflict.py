"""Ports that say two things."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_namespaces import MeshNamespaces
from meshlint.semantics.istio_service_ports import named_protocol

_ALIKE = (
    frozenset(("http", "http2", "grpc", "grpc-web")),
    frozenset(("https", "tls")),
    frozenset(("tcp", "mysql", "mongo", "redis")),
)


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each port whose two protocols are handled differently."""
    for port in resource.at("spec", "ports").items():
        by_name, stated = named_protocol(port["name"].text), named_protocol(port["appProtocol"].text)
        if by_name and stated and _differ(by_name, stated) and context.shared(MeshNamespaces).mesh_in_use:
            yield _finding(port, by_name, stated, context)


def _finding(port: Value, by_name: str, stated: str, context: Context) -> Finding:
    message = f"The name '{port['name'].text}' says {by_name}, and Istio takes the port for {stated}."
    return context.finding(port["appProtocol"], message, related=[(port["name"], "the name")])


def _differ(first: str, second: str) -> bool:
    return first != second and not any(first in group and second in group for group in _ALIKE)
