"""The servers of Gateways that a VirtualService's routes stand behind, and what those servers do with TLS.

A server that terminates TLS hands HTTP (protocol HTTPS) to `http` routes and bytes (protocol TLS) to `tcp` routes; one that
passes TLS through knows the SNI alone and asks `tls` and `tcp` routes. Routes of another protocol are left out without a word.

Source: istio pilot/pkg/networking/core/gateway.go (buildGatewayHTTPRouteConfig, createGatewayTCPFilterChainOpts).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.semantics.istio_gateways import ISTIO_GATEWAY, IstioGateways, overlaps, server_hosts
from meshlint.semantics.istio_hosts import IstioHosts
from meshlint.semantics.istio_routes import VIRTUAL_SERVICE, is_host
from meshlint.semantics.istio_servers import Server, servers_of
from meshlint.semantics.targets import Targets

PASSTHROUGH = "PASSTHROUGH"
TERMINATING = frozenset(("SIMPLE", "MUTUAL", "ISTIO_MUTUAL", "OPTIONAL_MUTUAL"))


def tls_mode(server: Server) -> str:
    """What a server does with TLS, PASSTHROUGH where it does not say; "" for plain ports and placeholders."""
    mode = server.value.get("tls", "mode")
    if server.layer != "TLS" or mode.is_templated:
        return ""
    return mode.text.upper() or PASSTHROUGH


class BoundServers:
    """VirtualServices and the servers they are bound to. One instance: `context.shared(BoundServers)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._gateways = inventory.shared(IstioGateways, targets)
        self._hosts = inventory.shared(IstioHosts, targets)

    def of(self, resource: Resource) -> list[Server]:
        """The servers that take a host of a VirtualService; empty where not all of its Gateways and hosts can be told.

        A Gateway of another sample or environment is none by which routes can be judged.
        """
        found: list[Server] = []
        names = list(self.host_names(resource))
        bound = list(self._gateways.bound(resource))
        if not names or len(bound) < len(list(resource.at("spec", "gateways").items())):
            return []
        for _, gateways in bound:
            if not gateways or not all(item.full_kind == ISTIO_GATEWAY and item.shares_scope(resource) for item in gateways):
                return []
            for gateway in gateways:
                if any(entry.is_templated for entry in server_hosts(gateway)):
                    return []
                found.extend(server for server in servers_of(gateway) if _takes(server, resource, names))
        return found

    def host_names(self, resource: Resource) -> Iterator[str]:
        """The full names of a VirtualService's hosts; none where one of them is no host name."""
        hosts = [host.text for host in resource.at("spec", "hosts").items()]
        if all(map(is_host, hosts)):
            yield from (self._hosts.full_name(host, resource.namespace) for host in hosts)

    def services_at(self, gateway: Resource) -> list[Resource]:
        """The VirtualServices that are bound to a Gateway."""
        return self._by_gateway.get(id(gateway), [])

    @cached_property
    def _by_gateway(self) -> dict[int, list[Resource]]:
        index: dict[int, list[Resource]] = {}
        for resource in self._inventory.of(VIRTUAL_SERVICE):
            for _, gateways in self._gateways.bound(resource):
                for gateway in gateways:
                    index.setdefault(id(gateway), []).append(resource)
        return index


def takes(server: Server, resource: Resource, name: str) -> bool:
    """Whether a server lets a VirtualService attach routes for a name, or a pattern."""
    return _takes(server, resource, [name])


def _takes(server: Server, resource: Resource, names: list[str]) -> bool:
    return any(
        overlaps(host.name, name)
        for host in server.hosts
        if host.namespace == "*" or resource.namespace in (host.namespace, None)
        for name in names
    )
