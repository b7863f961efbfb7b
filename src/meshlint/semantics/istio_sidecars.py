"""Sidecar resources: which one a proxy uses, and what its egress hosts import.

A proxy uses the oldest Sidecar of its namespace that selects it, else the one of its namespace without a selector, else that of
the root namespace. An egress host is `namespace/dnsName`; with `~` before the namespace it is taken away again.
Source: istio pilot/pkg/model/push_context.go (initSidecarScopes, getSidecarScope), pilot/pkg/model/sidecar.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from meshlint.manifests.hosts import HostEntry, covers
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_hosts import SERVICE, SERVICE_ENTRY, IstioHosts
from meshlint.semantics.istio_routes import VIRTUAL_SERVICE
from meshlint.semantics.targets import Targets

SIDECAR = "Sidecar.networking.istio.io"


def selector_labels(sidecar: Resource) -> Value:
    """The labels of a Sidecar's selector; absent or empty when it is for the whole namespace."""
    return sidecar.at("spec", "workloadSelector", "labels")


class EgressHost(NamedTuple):
    """An egress host taken apart: the namespaces it imports from ("*" for all), and the name or pattern."""

    value: Value
    namespace: str
    name: str


def egress_host(value: Value) -> EgressHost | None:
    """An egress host that imports something; None for a placeholder, an exclusion, or text of another form."""
    place, slash, name = value.text.partition("/")
    if not slash or not place or not name or place.startswith("~") or value.is_templated:
        return None
    own = value.resource.namespace
    return EgressHost(value, own if place == "." and own is not None else place, name.lower())


class IstioSidecars:
    """The Sidecars of a run. One instance: `context.shared(IstioSidecars)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._hosts = inventory.shared(IstioHosts, targets)

    @cached_property
    def _defaults(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for sidecar in self._inventory.of(SIDECAR):
            if sidecar.namespace is not None and not selector_labels(sidecar).mapping:
                found.setdefault(sidecar.namespace, []).append(sidecar)
        return found

    def defaults_beside(self, sidecar: Resource) -> Iterator[Resource]:
        """The other Sidecars without a selector in a Sidecar's namespace; definitions of one name are alternatives."""
        found = self._defaults.get(sidecar.namespace or "", [])
        return (item for item in found if item.name != sidecar.name and item.shares_scope(sidecar))

    def namespace_imports(self, namespace: str, source: str | None, host: str) -> bool:
        """Whether proxies of a namespace see a host that another namespace defines; without a default Sidecar they see all.

        The defaults of the root namespace are not considered.
        """
        defaults = self._defaults.get(namespace, [])
        values = [
            value for item in defaults for listener in item.at("spec", "egress").items() for value in listener["hosts"].items()
        ]
        if not values or source is None:
            return True
        found = [egress for value in values if (egress := egress_host(value)) is not None]
        return any(egress.namespace in ("*", source) and covers(egress.name, host) for egress in found)

    def imported(self, host: EgressHost) -> list[HostEntry]:
        """The hosts of the registry that an exact egress host imports."""
        own = host.value.resource.namespace
        found = [entry for entry in self._hosts.index.lookup(host.name, own) if entry.visible_in(own)]
        return [entry for entry in found if host.namespace in ("*", ".") or entry.namespace in (host.namespace, None)]

    def names_elsewhere(self, host: EgressHost) -> list[HostEntry]:
        """Definitions of an exact egress host that it does not import: in other namespaces, or not exported."""
        return self._hosts.index.lookup(host.name, host.value.resource.namespace)

    def imports_by_pattern(self, host: EgressHost) -> bool:
        """Whether a pattern covers anything: a host of its namespace, or, for `*.<namespace>.svc.<domain>`, that namespace."""
        local = self._hosts.index.service_namespace(host.name.replace("*.", "any.", 1))
        if local is not None and local in (host.namespace, host.value.resource.namespace):
            return True
        covered = self._namespaces_by_suffix.get(host.name.lstrip("*"), frozenset())
        return bool(covered) if host.namespace in ("*", ".") else not covered.isdisjoint((host.namespace, None))

    @cached_property
    def _namespaces_by_suffix(self) -> dict[str, frozenset[str | None]]:
        """The namespaces that define hosts below a domain, by the domain with its dot."""
        found: dict[str, set[str | None]] = {}
        for name in self._hosts.index.names:
            namespaces = {entry.namespace for entry in self._hosts.index.lookup(name, None)}
            for suffix in _suffixes(name):
                found.setdefault(suffix, set()).update(namespaces)
        return {suffix: frozenset(namespaces) for suffix, namespaces in found.items()}

    def is_routed(self, host: EgressHost) -> bool:
        """Whether a VirtualService is for the host: importing it brings in the routes, even of a name that is in no registry."""
        exact, suffixes = self._routed
        if host.name in exact or (host.name.startswith("*") and host.name.lstrip("*") in suffixes):
            return True
        return any(f"*{suffix}" in exact for suffix in _suffixes(host.name))

    @cached_property
    def _routed(self) -> tuple[frozenset[str], frozenset[str]]:
        """The hosts of VirtualServices, and the domains they are below."""
        resources = self._inventory.of(VIRTUAL_SERVICE)
        names = frozenset(
            item.text.lower() for resource in resources for item in resource.at("spec", "hosts").items() if item.text
        )
        return names - {"*"}, frozenset(suffix for name in names for suffix in _suffixes(name))

    def would_be_read(self, host: EgressHost) -> bool:
        """Whether what was read is evidence: the definition of an egress host would be among the files."""
        if self._inventory.complete:
            return True
        namespace = self._hosts.index.service_namespace(host.name.replace("*.", "any.", 1))
        if namespace is not None:
            return namespace in self._hosts.index.service_namespaces and SERVICE not in self._inventory.templated_kinds
        if ".svc." in host.name or "ServiceEntry" in self._inventory.templated_kinds:
            return False
        entries = self._inventory.of(SERVICE_ENTRY)
        return any(host.namespace in ("*", ".") or entry.namespace == host.namespace for entry in entries)


def _suffixes(name: str) -> Iterator[str]:
    """The domains that a name is below, each with its dot."""
    labels = name.split(".")
    return ("." + ".".join(labels[index:]) for index in range(1, len(labels)))
