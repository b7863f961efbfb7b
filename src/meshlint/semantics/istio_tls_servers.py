"""The servers that a DestinationRule's host stands for, and the mTLS modes that they demand.

A host is a pattern for the whole mesh (`*`, `*.local`), for a namespace (`*.ns.svc.cluster.local`), or one service. Hosts outside
the mesh have no servers here. Ports are mapped: rules name those of Services, PeerAuthentications those of containers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from meshlint.manifests.hosts import HostEntry, covers
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource, string_map
from meshlint.manifests.value import Value
from meshlint.manifests.workloads import Workload
from meshlint.semantics.istio_client_tls import ClientRules, TlsBlock
from meshlint.semantics.istio_membership import MeshMembership
from meshlint.semantics.istio_mesh import port_protocol
from meshlint.semantics.istio_mtls import UNKNOWN, ServerMode, ServerModes
from meshlint.semantics.targets import Targets

_PLAIN_HTTP = frozenset(("http", "http2", "grpc", "grpc-web", "h2c"))


class TlsServer(NamedTuple):
    """Servers with one mode. `what` names them in a message.

    `in_mesh`: whether files show that sidecars answer there; `plain`: whether the port is declared to speak plain HTTP.
    """

    mode: ServerMode
    what: str
    in_mesh: bool
    plain: bool


class Backend(NamedTuple):
    """A service that a rule's host names, with the workloads behind it that may be in the mesh."""

    entry: HostEntry
    workloads: tuple[Workload, ...]
    others: bool  # whether it has workloads that are certainly outside the mesh


class TlsServers:
    """The servers behind the DestinationRules of a run. One instance: `context.shared(TlsServers)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._modes = inventory.shared(ServerModes, targets)
        self._rules = inventory.shared(ClientRules, targets)
        self._membership = inventory.shared(MeshMembership, targets)
        self._services_domain = f".svc.{inventory.world.cluster_domain}"

    def is_mesh_wide(self, host: str) -> bool:
        """Whether a host pattern covers the services of every namespace."""
        return host.startswith("*") and covers(host, f"*{self._services_domain}")

    def wide_namespace(self, host: str) -> str:
        """The namespace whose services a host pattern covers as a whole; "" for any other host."""
        name = host.removeprefix("*.").removesuffix(self._services_domain)
        return name if host == f"*.{name}{self._services_domain}" and "." not in name else ""

    def service_namespace(self, host: str) -> str:
        """The namespace of a cluster-local service's full name; "" for any other host."""
        return "" if host.startswith("*") else self._inventory.hosts.service_namespace(host) or ""

    def backends(self, rule: Resource, subset: Value | None = None) -> list[Backend]:
        """The Services that a rule's host names, those without selector aside, and their workloads, or those of a subset."""
        found = []
        for entry in self._inventory.hosts.lookup(rule.at("spec", "host").text, rule.namespace):
            service = entry.resource
            selector = service.at("spec", "selector").mapping
            if service.kind != "Service" or not selector or not service.shares_scope(rule):
                continue
            labels = dict(selector) | string_map(subset["labels"].raw if subset is not None else None)
            pods = [item for item in self._inventory.selected(labels, entry.namespace) if item.resource.shares_scope(rule)]
            inside = tuple(pod for pod in pods if not self._membership.is_outside(pod))
            found.append(Backend(entry, inside, len(inside) < len(pods)))
        return found

    def of(self, block: TlsBlock) -> Iterator[TlsServer]:
        """The servers that a `tls` block is used with."""
        rule = block.tls.resource
        host = self._rules.host(rule)
        if self.is_mesh_wide(host):
            yield from self._of_mesh(rule)
        elif self.wide_namespace(host):
            yield self._of_namespace(self.wide_namespace(host), rule)
        elif self.service_namespace(host):
            yield from self._of_service(self.service_namespace(host), block)

    def _of_mesh(self, rule: Resource) -> Iterator[TlsServer]:
        yield TlsServer(self._modes.of_mesh(rule), "the whole mesh", True, True)
        for namespace in self._modes.governed_namespaces:
            if not self._is_shielded(namespace, rule):
                yield self._of_namespace(namespace, rule)

    def _is_shielded(self, namespace: str, rule: Resource) -> bool:
        """Whether a rule for the namespace itself takes the place of a wider one for all the clients that use that."""
        root = self._modes.root_namespace
        places = (namespace, root) if rule.namespace == root else (rule.namespace or namespace,)
        found = (self._rules.in_namespace(place, f"*.{namespace}{self._services_domain}", rule) for place in places)
        return any(rules and rule not in rules for rules in found)

    def _of_namespace(self, namespace: str, rule: Resource) -> TlsServer:
        mode = self._modes.of_namespace(namespace, rule)
        in_mesh = _is_near(mode, namespace) or self._membership.is_mesh_namespace(namespace, rule)
        if self._membership.is_ambient_namespace(namespace, rule):
            mode = ServerMode(UNKNOWN)
        return TlsServer(mode, f"namespace '{namespace}'", in_mesh, True)

    def _of_service(self, namespace: str, block: TlsBlock) -> Iterator[TlsServer]:
        backends = self.backends(block.tls.resource, block.subset)
        if not backends and not self._modes.has_selective(namespace):
            server = self._of_namespace(namespace, block.tls.resource)
            yield TlsServer(server.mode, server.what, server.in_mesh, False)
        for backend in backends:
            for port in backend.entry.ports:
                if _concerns(block, backend.entry, port):
                    yield from self._of_port(backend, port, block)

    def _of_port(self, backend: Backend, port: Value, block: TlsBlock) -> Iterator[TlsServer]:
        rule, entry = block.tls.resource, backend.entry
        for workload in backend.workloads:
            if not self._membership.is_ambient(workload):
                namespace = workload.namespace or entry.namespace
                mode = self._mode(workload.labels, namespace, workload.target_of(port), rule)
                in_mesh = _is_near(mode, namespace) or self._membership.is_inside(workload)
                yield TlsServer(mode, workload.resource.full_name, in_mesh, port_protocol(port) in _PLAIN_HTTP)
        if not backend.workloads and not backend.others and block.subset is None:
            yield from self._of_unseen(entry, port, rule)

    def _of_unseen(self, entry: HostEntry, port: Value, rule: Resource) -> Iterator[TlsServer]:
        """Pods that no file defines carry at least the labels that their Service selects; a policy may select by others."""
        labels, namespace = string_map(entry.resource.at("spec", "selector").raw), entry.namespace
        if self._modes.may_select(labels, namespace) or self._membership.is_ambient_namespace(namespace, rule):
            return
        number = port["targetPort"].integer if port["targetPort"] else entry.port_number(port)
        mode = self._mode(labels, namespace, number, rule)
        in_mesh = _is_near(mode, namespace) or self._membership.is_mesh_namespace(namespace, rule)
        yield TlsServer(mode, entry.resource.full_name, in_mesh, port_protocol(port) in _PLAIN_HTTP)

    def _mode(self, labels: dict[str, str], namespace: str | None, port: int | None, rule: Resource) -> ServerMode:
        if port is None:
            return self._modes.of_workload(labels, namespace, rule)
        return self._modes.of_port(labels, namespace, port, rule)


def _is_near(mode: ServerMode, namespace: str | None) -> bool:
    """Whether a policy of the namespace itself decides: who writes one for it takes it to be in the mesh."""
    return mode.source is not None and mode.source.resource.namespace == namespace


def _concerns(block: TlsBlock, entry: HostEntry, port: Value) -> bool:
    """Whether a block is in force for a port: an entry of portLevelSettings takes the place of the destination's block."""
    number = entry.port_number(port)
    if block.port is not None:
        return number == block.port
    policy = block.tls.resource.at(*block.tls.path[:-1])
    return all(item.get("port", "number").integer != number for item in policy["portLevelSettings"].items())
