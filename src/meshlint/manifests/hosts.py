"""Who answers to a host name: Services and ServiceEntries, as Istio's registry holds them.

Names: a host without a dot belongs to the namespace of the resource that writes it; a host with a dot is taken as it is
(`reviews.prod` is *not* expanded). Source: istio pilot/pkg/model/config.go ResolveShortnameToFQDN.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from meshlint.manifests.host_patterns import HostPatterns
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value

EXPORT_ANNOTATION = "networking.istio.io/exportTo"
EVERYWHERE = "*"


class HostEntry(NamedTuple):
    """One name of the registry. `namespace` is None when the resource's namespace is unknown."""

    host: str
    resource: Resource
    namespace: str | None
    export_to: frozenset[str]  # namespaces, or {"*"}

    @property
    def ports(self) -> list[Value]:
        """The Service's or ServiceEntry's ports."""
        return list(self.resource.at("spec", "ports").items())

    def port_number(self, port: Value) -> int | None:
        """The number by which routes name a port: `port` of a Service, `number` of a ServiceEntry."""
        return port["number" if self.resource.kind == "ServiceEntry" else "port"].integer

    def visible_in(self, namespace: str | None) -> bool:
        """Whether resources of `namespace` can use the host; an unknown namespace can use any."""
        if namespace is None or self.namespace is None or EVERYWHERE in self.export_to:
            return True
        return namespace in self.export_to


def fqdn(host: str, namespace: str | None, cluster_domain: str) -> str:
    """The name that Istio looks up: a name without a dot gets the namespace's suffix, all others stay.

    In an unknown namespace a short name stays short.
    """
    if "." in host or host.startswith("*") or namespace is None:
        return host
    return f"{host}.{namespace}.svc.{cluster_domain}"


def export_scopes(tokens: Iterable[str], namespace: str | None) -> frozenset[str]:
    """The namespaces that exportTo tokens name: "." is the own namespace, "~" none, "*" all."""
    own = namespace if namespace is not None else EVERYWHERE
    return frozenset(own if token == "." else token for token in tokens if token not in ("~", ""))


def resource_exports(resource: Resource, default: Iterable[str] = (EVERYWHERE,)) -> frozenset[str]:
    """The namespaces that a resource with `spec.exportTo` is visible in."""
    tokens = [item.text for item in resource.at("spec", "exportTo").items()]
    return export_scopes(tokens or default, resource.namespace)


def covers(pattern: str, host: str) -> bool:
    """Whether a host pattern (`*`, `*.suffix` or an exact name) covers a host, or a narrower pattern."""
    if pattern == host or pattern == "*":
        return True
    return pattern.startswith("*") and host.lstrip("*").endswith(pattern[1:])


class HostIndex:
    """Every name of the registry. Build it once; ask it by name."""

    def __init__(
        self,
        services: Iterable[Resource],
        entries: Iterable[Resource],
        cluster_domain: str,
        default_export: Iterable[str] = (EVERYWHERE,),
    ) -> None:
        self.cluster_domain = cluster_domain
        self._default_export = tuple(default_export)
        self._exact: dict[str, list[HostEntry]] = {}
        self._wildcards: HostPatterns[HostEntry] = HostPatterns()
        self._unplaced: dict[str, list[HostEntry]] = {}  # Services of unknown namespace, by name
        for service in services:
            self._add_service(service)
        for entry in entries:
            for host in entry.at("spec", "hosts").items():
                if host.text:
                    self._add(HostEntry(host.text, entry, entry.namespace, resource_exports(entry, self._default_export)))

    @cached_property
    def service_namespaces(self) -> frozenset[str | None]:
        """Namespaces of which at least one Service was read; None stands for an unknown one."""
        placed = {entry.namespace for entries in self._exact.values() for entry in entries if entry.resource.kind == "Service"}
        return frozenset(placed | ({None} if self._unplaced else set()))

    def lookup(self, host: str, namespace: str | None) -> list[HostEntry]:
        """The entries that `host`, as written in `namespace`, can mean, whether visible there or not.

        A short name in an unknown namespace means any Service of that name; a Service of unknown namespace answers to
        its name in every namespace.
        """
        name = fqdn(host, namespace, self.cluster_domain)
        found = list(self._exact.get(name, ()))
        found.extend(self._wildcards.covering(name) if self._wildcards else ())
        found.extend(self._unplaced.get(self._service_name(name), ()))
        if namespace is None and "." not in host:
            found.extend(self._services_by_name.get(host, ()))
        return found

    @cached_property
    def _services_by_name(self) -> dict[str, list[HostEntry]]:
        """Services of known namespaces by their own names."""
        index: dict[str, list[HostEntry]] = {}
        for entries in self._exact.values():
            for entry in entries:
                if entry.resource.kind == "Service":
                    index.setdefault(entry.resource.name, []).append(entry)
        return index

    def visible(self, host: str, namespace: str | None) -> list[HostEntry]:
        """The entries that `host` resolves to for resources of `namespace`."""
        return [entry for entry in self.lookup(host, namespace) if entry.visible_in(namespace)]

    @cached_property
    def names(self) -> list[str]:
        """Every exact name of the registry, for suggestions."""
        return sorted(self._exact)

    def service_namespace(self, host: str) -> str | None:
        """The namespace in a cluster-local name (`name.namespace.svc.domain`), else None."""
        suffix = f".svc.{self.cluster_domain}"
        if not host.endswith(suffix):
            return None
        name, _, namespace = host.removesuffix(suffix).rpartition(".")
        return namespace if name else None

    def _service_name(self, name: str) -> str:
        local = name.removesuffix(f".svc.{self.cluster_domain}")
        return local.partition(".")[0] if local != name or "." not in name else ""

    def _add_service(self, service: Resource) -> None:
        annotation = service.annotations.get(EXPORT_ANNOTATION)
        tokens = [token.strip() for token in annotation.split(",")] if annotation else list(self._default_export)
        scopes = export_scopes(tokens, service.namespace)
        if service.namespace is None:
            entry = HostEntry(service.name, service, None, scopes)
            self._unplaced.setdefault(service.name, []).append(entry)
            return
        self._add(HostEntry(fqdn(service.name, service.namespace, self.cluster_domain), service, service.namespace, scopes))

    def _add(self, entry: HostEntry) -> None:
        if entry.host.startswith("*"):
            self._wildcards.add(entry.host, entry)
        else:
            self._exact.setdefault(entry.host, []).append(entry)
