"""The ports on which requests of a VirtualService come in: those of its Gateways, and in the mesh those of its hosts.

Source: istio pilot/pkg/networking/core/route/route.go (GetDestinationCluster, BuildHTTPRoutesForVirtualService).
"""

from __future__ import annotations

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_gateways import KUBERNETES_GATEWAY, IstioGateways, binds_mesh
from meshlint.semantics.istio_hosts import IstioHosts, port_numbers
from meshlint.semantics.targets import Targets


class IstioListeners:
    """The listeners of VirtualServices. One instance a run: `context.shared(IstioListeners)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._gateways = IstioGateways(inventory)
        self._hosts = IstioHosts(inventory, targets)

    def gateway_ports(self, entry: Value) -> frozenset[int]:
        """The ports of the Gateways that are known, narrowed by `match.port` where every match of the route has one."""
        ports: set[int] = set()
        for _, found in self._gateways.bound(entry.resource):
            ports.update(number for gateway in found for number in _listens_on(gateway))
        wanted = _matched_ports(entry)
        return frozenset(ports if wanted is None else ports & wanted)

    def are_within(self, entry: Value, ports: frozenset[int]) -> bool:
        """Whether all ports on which requests for a route can come in are known, and among these."""
        wanted = _matched_ports(entry)
        if wanted is not None:
            return wanted <= ports
        if any(not found for _, found in self._gateways.bound(entry.resource)):
            return False
        if not self.gateway_ports(entry) <= ports:
            return False
        return not binds_mesh(entry.resource) or all(
            (known := port_numbers(self._hosts.entries(host))) is not None and known <= ports
            for host in entry.resource.at("spec", "hosts").items()
        )


def _matched_ports(entry: Value) -> frozenset[int] | None:
    """The ports that the matches of a route name; None where one names no port."""
    matched = [match["port"].integer for match in entry["match"].items()]
    known = [number for number in matched if number is not None]
    return frozenset(known) if known and len(known) == len(matched) else None


def _listens_on(gateway: Resource) -> list[int]:
    if gateway.full_kind == KUBERNETES_GATEWAY:
        numbers = [listener["port"].integer for listener in gateway.at("spec", "listeners").items()]
    else:
        numbers = [server.get("port", "number").integer for server in gateway.at("spec", "servers").items()]
    return [number for number in numbers if number is not None]
