"""Workloads between Services that disagree on what a port speaks."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_service_ports import MeshServices, port_protocol, target_port


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each target port whose protocols are declared and differ."""
    by_target: dict[int | str, list[Value]] = {}
    for port in context.shared(MeshServices).ports(resource):
        target = target_port(port)
        if target is not None and port_protocol(port) not in ("", "udp"):
            by_target.setdefault(target, []).append(port)
    for target, ports in by_target.items():
        first = ports[0]
        other = next((item for item in ports if _conflict(item, first)), None)
        if other is not None:
            message = (
                f"Port '{target}' of these pods is {port_protocol(first)} to one Service and {port_protocol(other)} to another."
            )
            related = [(item, f"Service '{item.resource.name}'") for item in (first, other)]
            yield context.finding(resource.at("metadata", "name"), message, related=related)


def _conflict(port: Value, first: Value) -> bool:
    return port.resource is not first.resource and port_protocol(port) != port_protocol(first)
