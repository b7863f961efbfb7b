"""Names of Consul's entries: those of which a cluster has one, and those that all namespaces of Kubernetes share.

Source: consul-k8s control-plane/api/v1alpha1/*_webhook.go (proxydefaults, mesh, exportedservices, controlplanerequestlimit),
control-plane/api/common/configentry_webhook.go (ValidateConfigEntry).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import is_placeholder
from meshlint.semantics.consul import GROUP
from meshlint.semantics.consul_edition import ConsulEdition
from meshlint.semantics.consul_faults import REFUSED, are_together, fault
from meshlint.semantics.kept_faults import Fault, KeptFaults
from meshlint.semantics.targets import Targets

_SINGLETONS = {
    "ProxyDefaults": "global",
    "Mesh": "mesh",
    "ExportedServices": "",  # the partition's name
    "ControlPlaneRequestLimit": "controlplanerequestlimit",
    "RateLimit": "global",
}
_MOST = 200  # singletons of a kind beyond which files are no cluster's
_SHARED = (
    "ServiceDefaults",
    "ServiceRouter",
    "ServiceSplitter",
    "ServiceResolver",
    "IngressGateway",
    "TerminatingGateway",
    "SamenessGroup",
    "JWTProvider",
)


class ConsulNames(KeptFaults):
    """The faults of names: `context.shared(ConsulNames)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        super().__init__(inventory, targets)
        self._edition = inventory.shared(ConsulEdition, targets)

    def walk(self, resource: Resource) -> Iterator[Fault]:
        """What is wrong with a resource's name, by itself and among the others of its kind."""
        if resource.kind in _SINGLETONS:
            yield from self._singleton(resource)
        elif self._edition.mirrors(resource) is False:
            yield from self._collision(resource)

    def _singleton(self, resource: Resource) -> Iterator[Fault]:
        expected, name = self._expected(resource), resource.at("metadata", "name")
        if expected and name.text and not name.is_templated and name.text != expected:
            text = f"A {resource.kind} has the name '{expected}', and no other: {REFUSED}."
            yield fault("singleton-name", name, text)
        listed = islice(self._in_order[resource.full_kind], _MOST)
        first = next((item for item in listed if item is resource or are_together(item, resource)), resource)
        if first is not resource:
            where = f" '{first.full_name}'" if first.full_name != resource.full_name else ""
            text = f"A cluster has one {resource.kind}, and another{where} stands in '{first.document.path}': {REFUSED}."
            yield fault("singleton-duplicate", resource.at("kind"), text)

    def _expected(self, resource: Resource) -> str:
        """The name that a singleton has to have; "" where it cannot be told."""
        if resource.kind != "ExportedServices":
            return _SINGLETONS[resource.kind]
        partition = self._edition.partition(resource)
        return "" if partition is None else partition or "default"

    @cached_property
    def _in_order(self) -> dict[str, list[Resource]]:
        """The singletons by kind, as files list them."""
        kinds = [f"{kind}.{GROUP}" for kind in _SINGLETONS]
        return {kind: sorted(self.inventory.of(kind), key=_order) for kind in kinds}

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], list[Resource]]:
        """The entries that can collide, by kind and name, in the order of their namespaces."""
        found: dict[tuple[str, str], list[Resource]] = {}
        for kind in _SHARED:
            for item in self.inventory.of(f"{kind}.{GROUP}"):
                if item.namespace and not is_placeholder(item.namespace) and not is_placeholder(item.name):
                    found.setdefault((kind, _consul_name(item)), []).append(item)
        for items in found.values():
            items.sort(key=lambda item: (item.namespace or "", *_order(item)))
        return found

    def _collision(self, resource: Resource) -> Iterator[Fault]:
        for other in self._by_name.get((resource.kind, _consul_name(resource)), ()):
            if other is resource:
                return
            if resource.namespace and other.namespace != resource.namespace and are_together(other, resource):
                text = f"The namespace '{other.namespace}' has a {resource.kind} of this name, and both mean one entry of Consul"
                yield fault("name-collision-across-namespaces", resource.at("metadata", "name"), f"{text}: {REFUSED}.")
                return


def _order(resource: Resource) -> tuple[str, int, str]:
    return resource.document.path, resource.document.index, repr(resource.layers[0].prefix)


def _consul_name(resource: Resource) -> str:
    """The name of the entry in Consul."""
    deployed = resource.spec.get("deployment", "gatewayName").text if resource.kind == "TerminatingGateway" else ""
    return deployed or resource.name
