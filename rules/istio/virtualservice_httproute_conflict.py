"""Hosts of the mesh that a Gateway API route is for as well."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Value
from meshlint.semantics.istio_gateways import binds_mesh
from meshlint.semantics.istio_hosts import IstioHosts

_ROUTES = ("HTTPRoute.gateway.networking.k8s.io", "GRPCRoute.gateway.networking.k8s.io")


class _ServiceRoutes:
    """The parents of Gateway API routes that are Services, by the Service's namespace and name."""

    def __init__(self, inventory: Inventory, _: object) -> None:
        self.parents: dict[tuple[str, str], list[Value]] = {}
        for route in inventory.of(*_ROUTES):
            for parent in route.at("spec", "parentRefs").items():
                namespace = parent["namespace"].text or route.namespace
                if parent["kind"].text == "Service" and not parent["group"].text and namespace:
                    self.parents.setdefault((namespace, parent["name"].text), []).append(parent)


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each host."""
    if not binds_mesh(resource):
        return
    hosts = context.shared(IstioHosts)
    for host in given["hosts"]:
        name = hosts.full_name(host.text, resource.namespace)
        namespace = hosts.index.service_namespace(name)
        rivals = context.shared(_ServiceRoutes).parents.get((namespace or "", name.partition(".")[0]), [])
        rival = next((item for item in rivals if item.resource.shares_scope(resource)), None)
        if rival is not None:
            message = f"{rival.resource.full_name} routes '{host.text}' too: which of the two applies is not defined."
            yield context.finding(host, message, related=[(rival["name"], "the parent of that route")])
