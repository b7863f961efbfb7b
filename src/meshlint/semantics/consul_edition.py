"""Which of Consul's enterprise features an installation has switched on, as far as the values of its chart were read.

Source: consul-k8s charts/consul/values.yaml (global.enableConsulNamespaces, global.adminPartitions,
connectInject.consulNamespaces) and templates/connect-inject-deployment.yaml, which hands them to the webhook.
"""

from __future__ import annotations

from collections.abc import Hashable

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.semantics.consul import ConsulMesh
from meshlint.semantics.consul_values import is_said, setting
from meshlint.semantics.places import OncePerPlace
from meshlint.semantics.targets import Targets

_NAMESPACES, _PARTITIONS = "global.enableConsulNamespaces", "global.adminPartitions.enabled"
_MIRRORING = "connectInject.consulNamespaces.mirroringK8S"
_ACLS = "global.acls.manageSystemACLs"


class ConsulEdition:
    """What the values of Consul's chart beside a resource say. None: nothing was read, or not all of it, or they disagree."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._mesh = inventory.shared(ConsulMesh, targets)
        self._agreed = OncePerPlace(self._find)

    def namespaces(self, beside: Resource) -> bool | None:
        """Whether Consul namespaces are enabled."""
        return self._switch(beside, _NAMESPACES)

    def partitions(self, beside: Resource) -> bool | None:
        """Whether admin partitions are enabled."""
        return self._switch(beside, _PARTITIONS)

    def manages_acls(self, beside: Resource) -> bool | None:
        """Whether the chart bootstraps ACLs, with which what no intention allows is denied."""
        return self._switch(beside, _ACLS)

    def mirrors(self, beside: Resource) -> bool | None:
        """Whether each Kubernetes namespace has a Consul namespace of its own; else all of them share one.

        The default of the chart's switch changed with its first releases, so that one which is not written says nothing.
        """
        namespaces = self.namespaces(beside)
        return self._switch(beside, _MIRRORING, None) if namespaces else namespaces

    def partition(self, beside: Resource) -> str | None:
        """The partition that the webhook compares with: "" while partitions are off."""
        partitions = self.partitions(beside)
        if not partitions:
            return None if partitions is None else ""
        name = self._agreed(beside, "global.adminPartitions.name", "default")
        return name if isinstance(name, str) else None

    def _switch(self, beside: Resource, key: str, default: bool | None = False) -> bool | None:
        raw = self._agreed(beside, key, default)
        return raw in (True, "true") if isinstance(raw, (bool, str)) else None

    def _find(self, beside: Resource, key: str, default: Hashable) -> object:
        """The value of a key in which all values beside a resource agree; None where they do not, or where it is unsure."""
        found: set[object] = set()
        for values in self._mesh.values(beside):
            raw = setting(values, key).raw
            if not is_said(values, key) or not isinstance(raw, (bool, str, type(None))):
                return None
            found.add(default if raw is None else raw)
        return found.pop() if len(found) == 1 else None
