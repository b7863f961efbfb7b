"""Servers of Gateways whose port no Service leads to."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Value, Workload
from meshlint.semantics.istio_servers import IstioServers, servers_of


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each port number that the Services of the selected pods do not have."""
    workloads = context.shared(IstioServers).selected(resource)
    if any(workload.host_network for workload in workloads):
        return
    services = [(service, workload) for workload in workloads for service in _services(workload, resource, context.inventory)]
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


def _services(workload: Workload, gateway: Resource, inventory: Inventory) -> Iterator[Resource]:
    for service in inventory.in_namespace("Service", workload.namespace):
        selector = service.at("spec", "selector").mapping
        matches = selector and all(workload.labels.get(key) == value for key, value in selector.items())
        if matches and service.shares_scope(gateway):
            yield service


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
    named = [
        item["containerPort"].integer
        for container in workload.containers()
        for item in container["ports"].items()
        if item["name"].text == target.text
    ]
    found = {number for number in named if number is not None}
    return {own} | found if found else None
