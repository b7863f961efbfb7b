"""Servers of Gateways whose port no Service leads to."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Targets, Value, Workload
from meshlint.semantics.istio_servers import IstioServers, servers_of


class Selectors:
    """The Services of a run by what they select: under one of their labels, or under None where none is a string."""

    def __init__(self, inventory: Inventory, _: Targets) -> None:
        self._found: dict[object, list[tuple[Resource, dict[str, object]]]] = {}
        for service in inventory.of("Service"):
            selector = service.at("spec", "selector").mapping
            if selector:
                label = next((pair for pair in selector.items() if isinstance(pair[1], str)), None)
                self._found.setdefault(label, []).append((service, selector))

    def leading_to(self, workload: Workload, gateway: Resource) -> Iterator[Resource]:
        """The Services of a workload's namespace that select its pods, as a Gateway sees them."""
        for label in (None, *workload.labels.items()):
            for service, selector in self._found.get(label, ()):
                is_near = workload.namespace is None or service.namespace in (workload.namespace, None)
                matches = is_near and all(workload.labels.get(key) == value for key, value in selector.items())
                if matches and service.shares_scope(gateway):
                    yield service


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each port number that the Services of the selected pods do not have."""
    workloads = context.shared(IstioServers).selected(resource)
    if any(workload.host_network for workload in workloads):
        return
    selectors = context.shared(Selectors)
    services = [(service, workload) for workload in workloads for service in selectors.leading_to(workload, resource)]
    if not services:
        return
    ports: set[int] = set()
    for service, workload in services:
        for port in service.at("spec", "ports").items():
            found = _numbers(port, workload)
            if found is None:
                return
            ports |= found
    names = ", ".join(sorted({service.name for service, _ in services}))
    for server in servers_of(resource):
        if server.port not in ports and not server.bind.startswith("unix:"):
            yield context.finding(
                server.value.get("port", "number"),
                f"The Service of the gateway ('{names}') has no port '{server.port}': clients cannot reach this server.",
            )


def _numbers(port: Value, workload: Workload) -> set[int] | None:
    """The numbers by which a port is known: its own and its target's; None where they cannot be told."""
    own, target = port["port"].integer, port["targetPort"]
    if own is None:
        return None
    if port["protocol"].text not in ("", "TCP"):
        return set()
    if not target:
        return {own}
    if target.integer is not None:
        return {own, target.integer}
    named = [item["containerPort"].integer for item in workload.ports() if item["name"].text == target.text]
    found = {number for number in named if number is not None}
    return {own} | found if found else None
