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
        self._gateways = inventory.shared(IstioGateways, targets)
        self._hosts = inventory.shared(IstioHosts, targets)
        self._found: dict[int, tuple[frozenset[int], bool, frozenset[int] | None]] = {}

    def gateway_ports(self, entry: Value) -> frozenset[int]:
        """The ports of the Gateways that are known, narrowed by `match.port` where every match of the route has one."""
        ports, wanted = self._ports(entry.resource)[0], _matched_ports(entry)
        return ports if wanted is None else ports & wanted

    def are_within(self, entry: Value, ports: frozenset[int]) -> bool:
        """Whether all ports on which requests for a route can come in are known, and among these."""
        wanted = _matched_ports(entry)
        if wanted is not None:
            return wanted <= ports
        at_gateways, all_known, in_mesh = self._ports(entry.resource)
        return all_known and at_gateways <= ports and in_mesh is not None and in_mesh <= ports

    def _ports(self, resource: Resource) -> tuple[frozenset[int], bool, frozenset[int] | None]:
        """The ports at a VirtualService's Gateways, whether all of those are known, and the ports of its hosts in the mesh."""
        if id(resource) not in self._found:
            bound = [found for _, found in self._gateways.bound(resource)]
            numbers = frozenset(number for found in bound for gateway in found for number in _listens_on(gateway))
            self._found[id(resource)] = (numbers, all(bound), self._of_hosts(resource) if binds_mesh(resource) else frozenset())
        return self._found[id(resource)]

    def _of_hosts(self, resource: Resource) -> frozenset[int] | None:
        """The ports of all hosts of a VirtualService; None where those of one are unknown."""
        found = [port_numbers(self._hosts.entries(host)) for host in resource.at("spec", "hosts").items()]
        known = [ports for ports in found if ports]
        return frozenset().union(*known) if len(known) == len(found) else None


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
