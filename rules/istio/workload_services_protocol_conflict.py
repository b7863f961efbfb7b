"""Workloads between Services that disagree on a port's transport."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_service_ports import MeshServices


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each port number."""
    by_number: dict[int, list[Value]] = {}
    for port in context.shared(MeshServices).ports(resource):
        by_number.setdefault(port["port"].integer or 0, []).append(port)
    for number, ports in by_number.items():
        other = next((item for item in ports if _differs(item, ports[0])), None)
        if number and other is not None:
            message = f"Services declare port {number} of these pods as {_transport(ports[0])} and as {_transport(other)}."
            related = [(item["port"], f"Service '{item.resource.name}'") for item in (ports[0], other)]
            yield context.finding(resource.at("metadata", "name"), message, related=related)


def _differs(port: Value, first: Value) -> bool:
    return port.resource is not first.resource and _transport(port) != _transport(first)


def _transport(port: Value) -> str:
    return port["protocol"].text or "TCP"
