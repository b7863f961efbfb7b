"""The entries that make up a discovery chain, as a resource beside them sees them, and the protocols of their services.

Source: consul agent/consul/discoverychain/compile.go (recordServiceProtocol, getSplitterNode, getResolverNode, rewriteTarget).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.consul import DEFAULTS, GROUP, ROUTER
from meshlint.semantics.consul_edition import ConsulEdition
from meshlint.semantics.consul_faults import set_fields
from meshlint.semantics.places import OncePerPlace
from meshlint.semantics.targets import Targets

SPLITTER = f"ServiceSplitter.{GROUP}"
RESOLVER = f"ServiceResolver.{GROUP}"
CHAIN = (ROUTER, SPLITTER, RESOLVER)  # in the order in which they are passed
PROXY_DEFAULTS = f"ProxyDefaults.{GROUP}"
HTTP_LIKE = frozenset(("http", "http2", "grpc"))
_ELSEWHERE = ("peer", "datacenter", "datacenters", "namespace", "partition", "samenessGroup")


class Reference(NamedTuple):
    """Where an entry names a service, or a subset of one."""

    owner: Value  # the mapping with the fields `service` and `serviceSubset`
    service: str
    subset: Value

    @property
    def named_at(self) -> Value:
        """What says which service is meant: the field, or else the entry's own name."""
        service = self.owner["service"]
        return service if service.text else self.owner.resource.at("metadata", "name")


def references(entry: Resource) -> Iterator[Reference]:
    """The services that an entry sends traffic to, of its own cluster and namespace, as far as no placeholder hides them."""
    for owner in _owners(entry):
        service, subset = owner["service"], owner["serviceSubset"]
        if not isinstance(owner.raw, dict) or _is_hidden(service) or _is_hidden(subset):
            continue
        if not set_fields(owner, *_ELSEWHERE) and not any(owner[key].is_templated for key in _ELSEWHERE):
            yield Reference(owner, service.text or entry.name, subset)


def _is_hidden(value: Value) -> bool:
    return value.is_templated or not isinstance(value.raw, (str, type(None)))


def _owners(entry: Resource) -> Iterator[Value]:
    if entry.kind == "ServiceRouter":
        yield from (route["destination"] for route in entry.spec["routes"].items())
    elif entry.kind == "ServiceSplitter":
        yield from entry.spec["splits"].items()
    elif entry.kind == "ServiceResolver":
        redirect = entry.spec["redirect"]
        if redirect["service"].text:  # without it, only another datacenter can be meant
            yield redirect
        for _, failover in entry.spec["failover"].entries():
            if not list(failover["targets"].items()):
                yield failover
            yield from failover["targets"].items()


class ChainEntries:
    """Routers, splitters, resolvers and defaults by the name of their service. Build it once per run."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._edition = inventory.shared(ConsulEdition, targets)
        self._read = OncePerPlace(self._find_read)

    def of(self, kind: str, name: str, beside: Resource) -> list[Resource]:
        """The entries of a service. Only with mirroring does a namespace of Kubernetes keep them apart."""
        namespace = beside.namespace if self._edition.mirrors(beside) else None
        return [item for item in self._inventory.find(kind, name, namespace) if item.shares_scope(beside)]

    def knows(self, kind: str, beside: Resource) -> bool:
        """Whether what was read is evidence that an entry which was not read does not exist."""
        if self._inventory.complete:
            return True
        return self._read(beside, kind, beside.namespace) and kind.partition(".")[0] not in self._inventory.templated_kinds

    def _find_read(self, beside: Resource, kind: str, namespace: str | None) -> bool:
        return any(item.shares_scope(beside) for item in self._inventory.in_namespace(kind, namespace))

    def protocol(self, service: str, beside: Resource) -> str:
        """The protocol of a service; "" where it cannot be told. Defaults without one hide the global one, and mean tcp."""
        own = [item.spec["protocol"] for item in self.of(DEFAULTS, service, beside)]
        if own:
            return _agreed(own)
        found = [item.spec.get("config", "protocol") for item in self.of(PROXY_DEFAULTS, "global", beside)]
        if not self.knows(DEFAULTS, beside) or not (found or self._inventory.complete):
            return ""
        return _agreed(found) if found else "tcp"

    def leaves(self, entry: Resource) -> Iterator[Reference]:
        """The references of an entry that end at the service which they name: what has a splitter is split further."""
        for reference in references(entry):
            is_own = entry.full_kind == SPLITTER and reference.service == entry.name
            if is_own or reference.subset.text or not self.of(SPLITTER, reference.service, entry):
                yield reference


def _agreed(protocols: list[Value]) -> str:
    if any(_is_hidden(value) for value in protocols):
        return ""
    found = {value.text.lower() or "tcp" for value in protocols}
    return found.pop() if len(found) == 1 else ""
