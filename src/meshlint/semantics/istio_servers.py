"""Servers of Istio Gateways: the proxies that they configure, and the servers that get in each other's way.

istiod merges the Gateways that select a proxy, oldest first. Plain HTTP servers of one port become one listener; of TLS servers
with the same port and host the first stays; a port speaks the protocol class of its first server, and the others are left out.
Source: istio pilot/pkg/model/gateway.go (mergeGateways, CheckDuplicates), pilot/pkg/model/push_context.go (mergeGateways).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource, string_map
from meshlint.manifests.value import Value
from meshlint.manifests.workloads import Workload
from meshlint.semantics.istio_gateways import ISTIO_GATEWAY

HTTP = frozenset(("HTTP", "HTTP2", "HTTP_PROXY", "GRPC", "GRPC-WEB"))
TLS = frozenset(("HTTPS", "TLS"))
_COMPARED = 20  # servers of one port and host that a server is compared with; a wildcard can stand in hundreds
Selector = frozenset[tuple[str, str]]
Place = tuple[int, str, str]  # port, bind, and a name or wildcard


class HostName(NamedTuple):
    """A host entry of a server: who may attach routes to it ("*" for all), and the name in lower case."""

    entry: Value
    namespace: str
    name: str


class Server(NamedTuple):
    """One entry of `spec.servers` with a port that can be judged."""

    gateway: Resource
    value: Value
    port: int
    bind: str
    protocol: str  # in upper case
    hosts: tuple[HostName, ...]

    @property
    def layer(self) -> str:
        """What the listener speaks: servers of different layers cannot share a port."""
        return "HTTP" if self.protocol in HTTP else "TLS" if self.protocol in TLS else "TCP"


class Clash(NamedTuple):
    """Two servers that meet: the host entries, and whether the names are the same or one pattern covers the other."""

    server: Server
    host: HostName
    other: Server
    other_host: HostName
    exact: bool

    @property
    def loses_a_server(self) -> bool:
        """Whether istiod leaves one of the two out; otherwise it merges them."""
        return self.server.layer != self.other.layer or (self.exact and self.server.layer != "HTTP")


def servers_of(gateway: Resource) -> Iterator[Server]:
    """The servers whose port is a number."""
    for value in gateway.at("spec", "servers").items():
        port = value.get("port", "number").integer
        if port is not None:
            hosts = tuple(_host(entry, gateway) for entry in value["hosts"].items() if entry.text and not entry.is_templated)
            yield Server(gateway, value, port, value["bind"].text, value.get("port", "protocol").text.upper(), hosts)


def _host(entry: Value, gateway: Resource) -> HostName:
    place, slash, name = entry.text.rpartition("/")
    if not slash:
        place = "*"
    elif place == ".":
        place = gateway.namespace if gateway.namespace is not None else f"./{gateway.name}"
    return HostName(entry, place, name.lower())


def selector_of(gateway: Resource) -> Selector:
    """The labels that a Gateway selects by; empty for all proxies of gateways."""
    return frozenset(string_map(gateway.at("spec", "selector").raw).items())


def credential_names(tls: Value) -> list[Value]:
    """The Secrets that the TLS settings of a server name, where they mean objects of the cluster and can be judged."""
    named = [tls["credentialName"], *tls["credentialNames"].items()]
    return [name for name in named if name.text and not name.is_templated and "://" not in name.text]


class IstioServers:
    """The Istio Gateways of a run and the proxies they select. One instance: `context.shared(IstioServers)`."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._inventory = inventory
        self._selectors: dict[int, Selector] = {}
        self._selected: dict[tuple[Selector, str | None], list[Workload]] = {}

    @cached_property
    def own_namespace_only(self) -> bool:
        """Whether Gateways select proxies of their own namespace only: istiod's PILOT_SCOPE_GATEWAY_TO_NAMESPACE."""
        return any(
            item["name"].text == "PILOT_SCOPE_GATEWAY_TO_NAMESPACE" and item["value"].text.lower() == "true"
            for workload in self._inventory.workloads
            if workload.resource.kind == "Deployment"
            for container in workload.containers()
            for item in container["env"].items()
        )

    def _selector(self, gateway: Resource) -> Selector:
        if id(gateway) not in self._selectors:
            self._selectors[id(gateway)] = selector_of(gateway)
        return self._selectors[id(gateway)]

    def selected(self, gateway: Resource) -> list[Workload]:
        """The workloads that a Gateway's selector matches, in any namespace; empty for an empty selector."""
        selector = self._selector(gateway)
        key = (selector, gateway.namespace if self.own_namespace_only else None)
        if key not in self._selected:
            self._selected[key] = self._inventory.selected(dict(selector), key[1]) if selector else []
        return [workload for workload in self._selected[key] if workload.resource.shares_scope(gateway)]

    def meet(self, one: Resource, other: Resource) -> bool:
        """Whether two Gateways configure a common proxy: same selector, none, or a workload that both select."""
        if not one.shares_scope(other) or (one.name == other.name and one.namespace == other.namespace):
            return False  # two definitions of one object are alternatives
        if self.own_namespace_only and one.namespace != other.namespace:
            return False
        first, second = self._selector(one), self._selector(other)
        if first == second or not first or not second:
            return True
        if any(dict(first).get(key, value) != value for key, value in second):
            return False
        selected = {id(workload) for workload in self.selected(one)}
        return any(id(workload) in selected for workload in self.selected(other))

    @cached_property
    def _by_name(self) -> dict[Place, list[tuple[Server, HostName]]]:
        return self._indexed(lambda name: (name,))

    @cached_property
    def _by_pattern(self) -> dict[Place, list[tuple[Server, HostName]]]:
        """The servers of concrete names, by each wildcard that covers the name."""
        return self._indexed(_patterns)

    def _indexed(self, keys: Callable[[str], Iterable[str]]) -> dict[Place, list[tuple[Server, HostName]]]:
        index: dict[Place, list[tuple[Server, HostName]]] = {}
        for gateway in self._inventory.of(ISTIO_GATEWAY):
            for server in servers_of(gateway):
                for host in server.hosts:
                    for key in keys(host.name):
                        index.setdefault((server.port, server.bind, key), []).append((server, host))
        return index

    def clashes(self, server: Server) -> Iterator[Clash]:
        """The servers that share the port, a host and a proxy with a server, those with the very same name first."""
        place = (server.port, server.bind)
        for host in server.hosts:
            yield from self._met(server, host, self._by_name.get((*place, host.name), ()), True)
            for pattern in _patterns(host.name):
                yield from self._met(server, host, self._by_name.get((*place, pattern), ()), False)
            if host.name.startswith("*"):
                yield from self._met(server, host, self._by_pattern.get((*place, host.name), ()), False)

    def on_port(self, server: Server) -> Iterator[Server]:
        """Other servers of the same proxies on the port and address of a server."""
        for other in self._by_port.get((server.port, server.bind), [])[:_COMPARED]:
            is_own = other.gateway is server.gateway
            if (is_own and other.value.path != server.value.path) or (not is_own and self.meet(server.gateway, other.gateway)):
                yield other

    @cached_property
    def _by_port(self) -> dict[tuple[int, str], list[Server]]:
        """One server of each protocol and Gateway stands for all its like."""
        index: dict[tuple[int, str], list[Server]] = {}
        for gateway in self._inventory.of(ISTIO_GATEWAY):
            layers: set[tuple[int, str, str]] = set()
            for server in servers_of(gateway):
                if server.protocol and (server.port, server.bind, server.layer) not in layers:
                    layers.add((server.port, server.bind, server.layer))
                    index.setdefault((server.port, server.bind), []).append(server)
        return index

    def _met(self, server: Server, host: HostName, found: Sequence[tuple[Server, HostName]], exact: bool) -> Iterator[Clash]:
        for other, other_host in found[:_COMPARED]:
            if other.value.path == server.value.path and other.gateway is server.gateway:
                continue
            if host.namespace != other_host.namespace and "*" not in (host.namespace, other_host.namespace):
                continue
            if other.gateway is server.gateway or self.meet(server.gateway, other.gateway):
                yield Clash(server, host, other, other_host, exact)


def _patterns(name: str) -> Iterator[str]:
    """The wildcards that cover a concrete name: `*`, and each suffix of it."""
    if name.startswith("*"):
        return
    yield "*"
    labels = name.split(".")
    for index in range(1, len(labels)):
        yield "*." + ".".join(labels[index:])
