"""Which hosts Istio's registry holds, and when one that no file defines can be called missing.

Source: istio pilot/pkg/model/config.go (ResolveShortnameToFQDN), pilot/pkg/model/push_context.go (servicesExportedToNamespace),
pilot/pkg/config/kube/gateway/deploymentcontroller.go (the Services of Gateway API Gateways).
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from posixpath import dirname
from typing import NamedTuple

from meshlint.manifests.hosts import EVERYWHERE, HostEntry, HostIndex, covers, fqdn, resource_exports
from meshlint.manifests.inventory import Inventory, are_alternatives
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_gateways import KUBERNETES_GATEWAY
from meshlint.semantics.istio_mesh import IstioMesh
from meshlint.semantics.suggestions import meant, perhaps
from meshlint.semantics.targets import Targets

SERVICE = "Service"
SERVICE_ENTRY = "ServiceEntry.networking.istio.io"
_ALWAYS_THERE = ("kubernetes", "default")
_CLUSTER_SET = ".svc.clusterset.local"
_INSTALLED = frozenset(("istio-system", "kube-system"))
"""Namespaces whose Services come with installers and charts: that one is not among the files says nothing."""


class Evidence(enum.IntEnum):
    """What speaks for the absence of a host."""

    NEIGHBOURS = 1  # other hosts of its kind were read, but an operator or a chart may make this one
    SIGN = 2  # besides, a name is close, or a workload or sibling of that name was read
    PROOF = 3  # nothing that was not read could change it


class Missing(NamedTuple):
    """A host that is missing: why, as the rest of a sentence that begins with the host, and what speaks for it."""

    reason: str
    evidence: Evidence


class IstioHosts:
    """The host names of a run, by mesh-wide visibility. One instance: `context.shared(IstioHosts)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._mesh = inventory.shared(IstioMesh, targets)

    @cached_property
    def index(self) -> HostIndex:
        """Services and ServiceEntries; `defaultServiceExportTo` of the MeshConfig holds where they say nothing themselves."""
        default = self._mesh.setting("defaultServiceExportTo")
        tokens = [item.text for item in default.items() if item.text] if default is not None else []
        if not tokens:
            return self._inventory.hosts
        services, entries = self._inventory.of(SERVICE), self._inventory.of(SERVICE_ENTRY)
        return HostIndex(services, entries, self._inventory.world.cluster_domain, tokens)

    def full_name(self, host: str, namespace: str | None) -> str:
        """The name under which Istio looks a host up that a resource of `namespace` writes."""
        return fqdn(host, namespace, self._inventory.world.cluster_domain)

    def services_under(self, pattern: str) -> list[str]:
        """The cluster-local names that a wildcard covers, in order."""
        local = (name for name in self.index.names if self.index.service_namespace(name) is not None)
        return [name for name in local if covers(pattern.lower(), name)]

    def entries(self, host: Value) -> tuple[HostEntry, ...]:
        """What a host, as written in a resource, resolves to for the clients of that resource."""
        return self._entries(host)

    def beside(self, host: Value) -> tuple[HostEntry, ...]:
        """Of its entries, those by which the resource can be judged: what another sample defines answers, and says no more."""
        return tuple(entry for entry in self.entries(host) if not are_alternatives(entry.resource, host.resource))

    @cached_property
    def _entries(self) -> Callable[[Value], tuple[HostEntry, ...]]:
        """Remembers the hosts of late: the rules on a resource ask one after another."""

        def found(host: Value) -> tuple[HostEntry, ...]:
            clients = client_namespaces(host.resource)
            return tuple(
                entry for entry in self.index.lookup(host.text, host.resource.namespace) if any(map(entry.visible_in, clients))
            )

        return lru_cache(maxsize=256)(found)

    def missing(self, host: Value) -> Missing | None:
        """Why a host does not exist for the clients of its resource; None where it does, or may."""
        name = self.full_name(host.text, host.resource.namespace)
        found = self.index.lookup(host.text, host.resource.namespace)
        if self._is_known_otherwise(host.text, name):
            return None
        if found:
            return None if self.entries(host) else Missing(_hidden(found, host.resource), Evidence.PROOF)
        full = self._meant(name)
        if full:
            return Missing(f"is not expanded by Istio and names nothing: write '{full}'.", Evidence.PROOF)
        if not self._would_be_read(name, host.resource):
            return None
        hint = self._hint(name)
        meaning = "is" if name == host.text.lower() else f"means '{name}', which is"
        read = "" if self._inventory.complete else " that was read"
        reason = f"{meaning} defined by no Service or ServiceEntry{read}: Istio does not know it.{hint}"
        if self._inventory.complete:
            return Missing(reason, Evidence.PROOF)
        return Missing(reason, Evidence.SIGN if hint or self._has_relatives(name) else Evidence.NEIGHBOURS)

    def _hint(self, name: str) -> str:
        elsewhere = self._names_by_service.get(name.partition(".")[0], [])
        return meant(elsewhere[0]) if len(elsewhere) == 1 else perhaps(name, self._neighbours(name))

    def _neighbours(self, name: str) -> Iterable[str]:
        """The hosts of the same namespace or domain."""
        return self._names_by_domain.get(name.partition(".")[2], [])

    @cached_property
    def _names_by_domain(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self.index.names:
            found.setdefault(name.partition(".")[2], []).append(name)
        return found

    def _has_relatives(self, name: str) -> bool:
        """Whether a workload of that name, or a Service that shares its beginning, lives in the namespace."""
        service, namespace = self._local_parts(name)
        if not service:
            return False
        siblings = (known.partition(".")[0] for known in self._neighbours(name))
        if any(service.startswith(f"{known}-") or known.startswith(f"{service}-") for known in siblings):
            return True
        workloads = self._inventory.workloads_in(namespace)
        return any(service in (item.resource.name, item.labels.get("app")) for item in workloads)

    @cached_property
    def _names_by_service(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self.index.names:
            if self.index.service_namespace(name) is not None:
                found.setdefault(name.partition(".")[0], []).append(name)
        return found

    def _is_known_otherwise(self, host: str, name: str) -> bool:
        """Whether the configuration, Kubernetes or a controller provides the host."""
        if any(covers(pattern, candidate) for pattern in self._inventory.world.externals.hosts for candidate in (host, name)):
            return True
        local = self._local_parts(name)
        return name.endswith(_CLUSTER_SET) or local == _ALWAYS_THERE or local in self._generated

    def _local_parts(self, name: str) -> tuple[str, str | None]:
        """Service and namespace of a cluster-local name; a bare name has an unknown namespace. ("", None) for other names."""
        namespace = self.index.service_namespace(name)
        if namespace is not None:
            return name.partition(".")[0], namespace
        return ("" if "." in name else name), None

    def _meant(self, name: str) -> str:
        """The full name that `service.namespace[.svc]` was to mean; "" where it may be a name of its own."""
        parts = name.split(".")
        if len(parts) not in (2, 3) or parts[2:] not in ([], ["svc"]) or not all(parts):
            return ""
        full = self.full_name(parts[0], parts[1])
        placed = any(entry.namespace is not None for entry in self.index.lookup(full, None))
        return full if placed or len(parts) == 3 or parts[1] in self._inventory.known_namespaces else ""

    def _would_be_read(self, name: str, beside: Resource) -> bool:
        """Whether what was read is evidence: a definition of this host would be among the files."""
        if self._inventory.complete:
            return True
        service, namespace = self._local_parts(name)
        if namespace is None and not service:
            foreign = ".svc." in name  # of another cluster or a federated mesh
            return self._inventory.has(SERVICE_ENTRY) and not foreign and "ServiceEntry" not in self._inventory.templated_kinds
        if SERVICE in self._inventory.templated_kinds or namespace in _INSTALLED:
            return False
        if namespace is None:
            return dirname(beside.document.path) in self._folders_of_services
        return any(service.shares_scope(beside) for service in self._services.get(namespace, ()))

    @cached_property
    def _services(self) -> dict[str | None, list[Resource]]:
        services: dict[str | None, list[Resource]] = {}
        for service in self._inventory.of(SERVICE):
            services.setdefault(service.namespace, []).append(service)
        return services

    @cached_property
    def _folders_of_services(self) -> frozenset[str]:
        """Folders that hold Services of unknown namespace: resources beside them are deployed together."""
        services = self._inventory.of(SERVICE)
        return frozenset(dirname(service.document.path) for service in services if service.namespace is None)

    @cached_property
    def _generated(self) -> frozenset[tuple[str, str | None]]:
        """Services, by name and namespace, that controllers make: of Gateway API Gateways, and of Flagger's Canaries."""
        found: set[tuple[str, str | None]] = set()
        for gateway in self._inventory.of(KUBERNETES_GATEWAY):
            found.add((gateway.name, gateway.namespace))
            found.add((f"{gateway.name}-{gateway.at('spec', 'gatewayClassName').text}", gateway.namespace))
        for canary in self._inventory.of("Canary.flagger.app"):
            name = canary.at("spec", "service", "name").text or canary.at("spec", "targetRef", "name").text
            found.update((f"{name}{suffix}", canary.namespace) for suffix in ("", "-canary", "-primary"))
        return frozenset(found | {(name, None) for name, _ in found})


@lru_cache(maxsize=256)
def client_namespaces(resource: Resource) -> frozenset[str | None]:
    """The namespaces whose proxies a resource with exportTo is judged for: those that it lists, else its own."""
    scopes = resource_exports(resource)
    return frozenset((resource.namespace,)) if EVERYWHERE in scopes or not scopes else scopes


def _hidden(found: list[HostEntry], resource: Resource) -> str:
    entry = found[0]
    where = f"namespace '{resource.namespace}'" if resource.namespace else "this namespace"
    return f"is hidden from {where}: {entry.resource.full_name} is exported to {_named(entry)} only."


def _named(entry: HostEntry) -> str:
    return ", ".join(f"'{scope}'" for scope in sorted(entry.export_to)) or "nobody"


def port_numbers(entries: Iterable[HostEntry]) -> frozenset[int] | None:
    """The ports of a host, over all that defines it; None where a port is a placeholder, or one of them has no ports."""
    numbers: set[int] = set()
    for entry in entries:
        found = [entry.port_number(port) for port in entry.ports]
        known = [number for number in found if number is not None]
        if not found or len(known) < len(found):
            return None
        numbers.update(known)
    return frozenset(numbers)
