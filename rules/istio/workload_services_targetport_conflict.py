"""Workloads whose port is reached through different Service ports."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_service_ports import MeshServices, target_port


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each target port."""
    by_target: dict[int | str, list[Value]] = {}
    for port in context.shared(MeshServices).ports(resource):
        target = target_port(port)
        if target is not None:
            by_target.setdefault(target, []).append(port)
    for target, ports in by_target.items():
        first = ports[0]
        other = next(
            (item for item in ports if item.resource is not first.resource and item["port"].raw != first["port"].raw), None
        )
        if other is not None:
            message = (
                f"Port '{target}' of these pods is port {first['port'].raw} of one Service and {other['port'].raw} of another."
            )
            related = [(item["port"], f"Service '{item.resource.name}'") for item in (first, other)]
            yield context.finding(resource.at("metadata", "name"), message, related=related)
