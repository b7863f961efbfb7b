"""Which hosts sidecars and which hosts gateways send requests to, by the routes that were read.

Source: istio pilot/pkg/model/push_context.go (virtualServiceIndex: `gateways` of a VirtualService, `mesh` by default), and
parentRefs of Gateway API routes, which are to Gateways or, in the mesh, to Services.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_gateways import MESH, binds_mesh
from meshlint.semantics.istio_hosts import IstioHosts
from meshlint.semantics.istio_routes import VIRTUAL_SERVICE, destinations
from meshlint.semantics.targets import Targets

_ROUTES = tuple(f"{kind}.gateway.networking.k8s.io" for kind in ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"))
_HOSTNAME = ("networking.istio.io", "Hostname")


class ClientPaths:
    """The hosts that routes lead to, by who follows them. One instance a run: `context.shared(ClientPaths)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._hosts = inventory.shared(IstioHosts, targets)

    def of_gateways(self, host: str) -> bool:
        """Whether some route of a gateway leads to a host, given by its full name in lower case."""
        return host in self._by_gateways

    def of_sidecars(self, host: str) -> Value | None:
        """A destination with that host which sidecars use; None where there is none."""
        return self._by_sidecars.get(host)

    @cached_property
    def _by_sidecars(self) -> dict[str, Value]:
        services = (item for item in self._inventory.of(VIRTUAL_SERVICE) if binds_mesh(item) and not _is_delegate(item))
        return {self._name(item): item for service in services for item in destinations(service)}

    @cached_property
    def _by_gateways(self) -> frozenset[str]:
        services = (item for item in self._inventory.of(VIRTUAL_SERVICE) if _serves_gateways(item) or _is_delegate(item))
        found = {self._name(item) for service in services for item in destinations(service)}
        found.update(name for route in self._inventory.of(*_ROUTES) for name in self._backends(route))
        return frozenset(found)

    def _name(self, destination: Value) -> str:
        return self._hosts.full_name(destination["host"].text, destination.resource.namespace).lower()

    def _backends(self, route: Resource) -> Iterator[str]:
        if all(parent["kind"].text == "Service" for parent in route.at("spec", "parentRefs").items()):
            return
        for rule in route.at("spec", "rules").items():
            for backend in rule["backendRefs"].items():
                name, namespace = backend["name"].text, backend["namespace"].text or route.namespace
                kind = (backend["group"].text, backend["kind"].text)
                yield (name if kind == _HOSTNAME else self._hosts.full_name(name, namespace)).lower()


def _serves_gateways(service: Resource) -> bool:
    return any(item.text != MESH for item in service.at("spec", "gateways").items())


def _is_delegate(service: Resource) -> bool:
    """Whether a VirtualService is a part of others, so that those decide who follows its routes."""
    return not any(service.at("spec", "hosts").items())
