"""ServiceEntries that share a host, and the addresses that Istio gives to those without any.

Source: istio pilot/pkg/networking/serviceentry/ip_autoallocation.go, pilot/pkg/features/pilot.go
(PILOT_ENABLE_IP_AUTOALLOCATE: since 1.23, on since 1.25), pilot/pkg/model/push_context.go (initServiceRegistry).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from meshlint.manifests.hosts import EVERYWHERE, resource_exports
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_hosts import SERVICE_ENTRY
from meshlint.semantics.istio_mesh import IstioMesh
from meshlint.semantics.istio_sidecars import IstioSidecars
from meshlint.semantics.targets import Targets

AUTO_ALLOCATE_LABEL = "networking.istio.io/enable-autoallocate-ip"
_ALLOCATE_VARIABLE = "PILOT_ENABLE_IP_AUTOALLOCATE"
_COMPARED = 20  # definitions of one host that are compared with each other


class SharedPort(NamedTuple):
    """A port of a host that another ServiceEntry defines as well."""

    port: Value
    other: Value

    @property
    def protocols(self) -> tuple[str, str]:
        """The protocols of both, in upper case; empty where Istio finds out by itself."""
        return self.port["protocol"].text.upper(), self.other["protocol"].text.upper()

    @property
    def protocols_differ(self) -> bool:
        first, second = self.protocols
        return bool(first) and bool(second) and first != second


class ServiceEntries:
    """The ServiceEntries of a run. One instance: `context.shared(ServiceEntries)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._mesh = inventory.shared(IstioMesh, targets)
        self._sidecars = inventory.shared(IstioSidecars, targets)
        self._shared: dict[int, list[tuple[Value, SharedPort]]] = {}
        self._seen_by: dict[int, frozenset[str]] = {}

    @cached_property
    def _by_host(self) -> dict[str, list[Resource]]:
        index: dict[str, list[Resource]] = {}
        for entry in self._inventory.of(SERVICE_ENTRY):
            for host in {item.text.lower() for item in entry.at("spec", "hosts").items() if item.text}:
                index.setdefault(host, []).append(entry)
        return index

    def shared_ports(self, entry: Resource) -> list[tuple[Value, SharedPort]]:
        """Each host and port of an entry that another one, seen by the same proxies, defines too."""
        if id(entry) not in self._shared:
            self._shared[id(entry)] = list(self._find_shared(entry))
        return self._shared[id(entry)]

    def _find_shared(self, entry: Resource) -> Iterator[tuple[Value, SharedPort]]:
        for host in entry.at("spec", "hosts").items():
            for other in self._by_host.get(host.text.lower(), [])[:_COMPARED]:
                if self._meet(entry, other, host.text.lower()):
                    for shared in _shared_ports(entry, other):
                        yield host, shared

    def _meet(self, entry: Resource, other: Resource, host: str) -> bool:
        if not entry.shares_scope(other) or (entry.name == other.name and entry.namespace == other.namespace):
            return False  # the same name twice is two definitions of one object
        first, second = self._exports(entry), self._exports(other)
        if EVERYWHERE in first and EVERYWHERE in second:
            return True
        common = second if EVERYWHERE in first else first if EVERYWHERE in second else first & second
        return any(
            self._sidecars.namespace_imports(namespace, entry.namespace, host)
            and self._sidecars.namespace_imports(namespace, other.namespace, host)
            for namespace in common
        )

    def _exports(self, entry: Resource) -> frozenset[str]:
        """The namespaces that see an entry. "." of an unknown namespace is one that no other can be."""
        if id(entry) not in self._seen_by:
            unknown = entry.namespace is None and any(item.text == "." for item in entry.at("spec", "exportTo").items())
            self._seen_by[id(entry)] = frozenset() if unknown else resource_exports(entry, self._default_export)
        return self._seen_by[id(entry)]

    @cached_property
    def _default_export(self) -> tuple[str, ...]:
        default = self._mesh.setting("defaultServiceExportTo")
        tokens = tuple(item.text for item in default.items() if item.text) if default is not None else ()
        return tokens or (EVERYWHERE,)

    def gets_addresses(self, entry: Resource) -> bool:
        """Whether Istio gives the entry an address of its own, by which its traffic is told apart."""
        if entry.at("spec", "resolution").text in ("", "NONE"):
            return False
        if entry.labels.get(AUTO_ALLOCATE_LABEL, "").lower() != "false" and self._istiod_allocates(entry):
            return True
        metadata = ("defaultConfig", "proxyMetadata")
        capture = self._mesh.setting(*metadata, "ISTIO_META_DNS_CAPTURE")
        allocate = self._mesh.setting(*metadata, "ISTIO_META_DNS_AUTO_ALLOCATE")
        return _is_true(capture) and _is_true(allocate)

    def _istiod_allocates(self, entry: Resource) -> bool:
        stated = self._allocation_variable
        return stated.lower() == "true" if stated else self._mesh.release(entry).at_least(1, 25)

    @cached_property
    def _allocation_variable(self) -> str:
        """What the files set for istiod: in its Deployment, or in the values of its chart."""
        for values in self._inventory.of("HelmValues.istio"):
            for path in (("env",), ("pilot", "env")):
                found = values.at(*path, _ALLOCATE_VARIABLE)
                if found:
                    return str(found.raw)
        for workload in self._inventory.workloads:
            for container in workload.containers() if workload.resource.name.startswith("istiod") else ():
                for item in container["env"].items():
                    if item["name"].text == _ALLOCATE_VARIABLE:
                        return item["value"].text
        return ""


def _is_true(value: Value | None) -> bool:
    return value is not None and str(value.raw).lower() == "true"


def _shared_ports(entry: Resource, other: Resource) -> Iterator[SharedPort]:
    numbers = {port["number"].integer: port for port in other.at("spec", "ports").items()}
    for port in entry.at("spec", "ports").items():
        number = port["number"].integer
        if number is not None and number in numbers:
            yield SharedPort(port, numbers[number])
