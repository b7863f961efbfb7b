"""Namespaces and the mesh: which say nothing about it, and whether a mesh is there at all."""

from __future__ import annotations

from functools import cached_property

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.semantics.istio_injection import DATAPLANE_MODE, NAMESPACE_LABEL, REVISION_LABEL, SYSTEM_NAMESPACES
from meshlint.semantics.istio_mesh import IstioMesh
from meshlint.semantics.targets import Targets

_DECIDES = (NAMESPACE_LABEL, REVISION_LABEL, DATAPLANE_MODE)
_OTHER_MESHES = ("linkerd.io/inject", "kuma.io/sidecar-injection")
_OTHER_GROUPS = ("linkerd.io", "linkerd", "cilium.io", "cilium", "consul.hashicorp.com", "consul", "kuma.io")


class MeshNamespaces:
    """What the Namespace objects of a run say about Istio. One instance a run: `context.shared(MeshNamespaces)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._mesh = inventory.shared(IstioMesh, targets)

    def is_control_plane(self, name: str) -> bool:
        """Whether a namespace holds the control plane, or is one of the cluster's own that are never injected."""
        return name in SYSTEM_NAMESPACES or name in ("istio-system", "istio-operator", self._mesh.root_namespace)

    def is_undecided(self, namespace: Resource) -> bool:
        """Whether a namespace that could be in the mesh has no label for or against it."""
        if self.is_control_plane(namespace.name) or any(key in namespace.labels for key in _DECIDES):
            return False
        return not any(key in namespace.annotations or key in namespace.labels for key in _OTHER_MESHES)

    @cached_property
    def mesh_in_use(self) -> bool:
        """Whether what was read shows an Istio mesh: one of its resources, or a namespace that it is told to inject."""
        labelled = any(key in item.labels for item in self._inventory.of("Namespace") for key in _DECIDES)
        return labelled or any(item.group.endswith("istio.io") or item.group == "istio" for item in self._inventory.resources)

    @cached_property
    def other_mesh_in_use(self) -> bool:
        """Whether what was read shows another mesh and nothing of Istio."""
        if self.mesh_in_use:
            return False
        annotated = any(key in item.annotations for item in self._inventory.of("Namespace") for key in _OTHER_MESHES)
        return annotated or any(item.group.endswith(_OTHER_GROUPS) for item in self._inventory.resources)
