"""Headless Services as destinations."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Targets, Value
from meshlint.semantics.gateway_routes import rules
from meshlint.semantics.istio_hosts import IstioHosts
from meshlint.semantics.istio_routes import VIRTUAL_SERVICE, destinations
from meshlint.semantics.istio_service_ports import MeshServices

_HTTP_ROUTE = "HTTPRoute.gateway.networking.k8s.io"


class _Routed:
    """The Services that routes of a run lead to, each with one of the destinations."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self.by_service: dict[int, Value] = {}
        hosts = inventory.shared(IstioHosts, targets)
        for route in inventory.of(VIRTUAL_SERVICE):
            for destination in destinations(route):
                for entry in hosts.entries(destination["host"]):
                    self.by_service.setdefault(id(entry.resource), destination["host"])
        for route in inventory.of(_HTTP_ROUTE):
            for backend in (item for rule in rules(route) for item in rule["backendRefs"].items()):
                if backend["kind"].text in ("", "Service"):
                    namespace = backend["namespace"].text or route.namespace
                    for service in inventory.find("Service", backend["name"].text, namespace):
                        self.by_service.setdefault(id(service), backend["name"])


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a headless Service that a route names; none for the peers of a StatefulSet."""
    address = resource.at("spec", "clusterIP")
    if address.text != "None":
        return
    route = context.shared(_Routed).by_service.get(id(resource))
    if route is None or any(item.resource.kind == "StatefulSet" for item in context.shared(MeshServices).workloads(resource)):
        return
    message = (
        f"{route.resource.kind} '{route.resource.name}' leads here, but clients of a headless Service pick a pod themselves."
    )
    yield context.finding(address, message, related=[(route, "the route")])
