"""The providers that MeshConfig defines for telemetry and external authorization.

istiod appends those of the user to its own. Source: istio pkg/config/mesh/mesh.go (DefaultMeshConfig).
"""

from __future__ import annotations

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value, is_placeholder
from meshlint.semantics.istio_mesh import IstioMesh
from meshlint.semantics.places import OncePerPlace
from meshlint.semantics.targets import Targets

BUILT_IN = frozenset(("prometheus", "stackdriver", "envoy"))


class ExtensionProviders:
    """The providers of a run. One instance: `context.shared(ExtensionProviders)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._mesh = inventory.shared(IstioMesh, targets)
        self._defined = OncePerPlace(self._find)

    def defined(self, beside: Resource) -> dict[str, Value] | None:
        """The providers by name; None where no MeshConfig that was read defines any, so that others may exist unseen."""
        return self._defined(beside)

    def _find(self, beside: Resource) -> dict[str, Value] | None:
        found = {
            provider["name"].text: provider
            for config in self._mesh.configs
            if config.shares_scope(beside)
            for provider in config.at("extensionProviders").items()
        }
        if any(is_placeholder(name) for name in found):
            return None
        return found if found or self._inventory.complete else None
