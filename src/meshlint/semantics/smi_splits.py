"""TrafficSplits of the Service Mesh Interface, as Linkerd's SMI adaptor serves them.

Source: linkerd-smi pkg/adaptor/controller.go (one ServiceProfile a split), charts/linkerd-smi/templates/trafficsplit-crd.yaml;
linkerd2 controller/api/destination/profile_translator.go (weights, ports).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from meshlint.manifests.inventory import Inventory, are_alternatives
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value

SPLIT = "TrafficSplit.split.smi-spec.io"
SERVED = ("v1alpha1", "v1alpha2")  # the versions that linkerd-smi serves
_OTHER_MESHES = (".openservicemesh.io", ".consul.hashicorp.com", ".istio.io")


class Splits:
    """TrafficSplits by root, and the Services that they name. Build it once per run."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._inventory = inventory
        self._by_root: dict[str, list[Resource]] = {}
        for split in inventory.of(SPLIT):
            self._by_root.setdefault(split.spec["service"].text, []).append(split)
        self.is_linkerds = not any(item.group.endswith(_OTHER_MESHES) for item in inventory.resources)

    def siblings(self, split: Resource) -> Iterator[Resource]:
        """The other splits of the same root that can be in the cluster at the same time."""
        for other in self._by_root.get(split.spec["service"].text, ()):
            apart = other.name != split.name and other.namespace == split.namespace
            if apart and split.namespace is not None and other.shares_scope(split):
                yield other

    def services(self, name: Value) -> list[Resource]:
        """The Services of the split's namespace that a name means."""
        split = name.resource
        found = self._inventory.find("Service", name.text, split.namespace)
        return [item for item in found if item.shares_scope(split)] or found

    def services_beside(self, name: Value) -> list[Resource]:
        """Of those, the ones by which a split can be judged: what another sample defines answers a name, and says no more."""
        return [item for item in self.services(name) if not are_alternatives(item, name.resource)]

    def is_missing(self, name: Value) -> bool:
        """Whether what was read is evidence that a Service does not exist."""
        if not name.text or name.is_templated or self.services(name):
            return False
        if self._inventory.complete:
            return True
        beside = [
            item for item in self._inventory.in_namespace("Service", name.resource.namespace) if item.shares_scope(name.resource)
        ]
        known = {item.name for item in beside} | {name.resource.spec["service"].text}
        return bool(beside) and not any(_may_be_made_elsewhere(name.text, item) for item in known)

    def service_names(self, split: Resource) -> list[str]:
        """The names of the Services in the split's namespace, for suggestions."""
        return [item.name for item in self._inventory.in_namespace("Service", split.namespace)]


_VERSION = re.compile(r"v?\d+\Z")


def _may_be_made_elsewhere(name: str, service: str) -> bool:
    """Whether `name` may be a mirror of a Service, `<service>-<cluster>`, or one of a canary's; a version is neither."""
    return name.startswith(f"{service}-") and _VERSION.match(name.removeprefix(f"{service}-")) is None


def backends(split: Resource) -> list[Value]:
    """The entries of `spec.backends`."""
    return list(split.spec["backends"].items())


def is_headless(service: Resource) -> bool:
    """Whether a Service has no address of its own."""
    return service.spec["clusterIP"].text == "None"


def ports(service: Resource) -> set[int]:
    """The ports of a Service, by number."""
    return {number for port in service.spec["ports"].items() if (number := port["port"].integer) is not None}
