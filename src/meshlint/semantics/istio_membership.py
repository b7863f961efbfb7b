"""Whether pods are in the mesh, by sidecar or in ambient, as far as files are proof of it.

An unlabelled namespace proves nothing: labels are often set by hand, or by whatever makes the namespace. A refusal does.
Source: istio pkg/kube/inject/inject.go (injectRequired).
"""

from __future__ import annotations

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.workloads import Workload
from meshlint.semantics.istio_ambient import AmbientMesh
from meshlint.semantics.istio_injection import (
    DATAPLANE_MODE,
    NAMESPACE_LABEL,
    SYSTEM_NAMESPACES,
    SidecarInjection,
    Verdict,
    inject_label,
    proxy_containers,
)
from meshlint.semantics.targets import Targets


class MeshMembership:
    """Answers about membership. One instance a run: `context.shared(MeshMembership)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._injection = inventory.shared(SidecarInjection, targets)
        self._ambient = inventory.shared(AmbientMesh, targets)

    def is_inside(self, workload: Workload) -> bool:
        """Whether a workload's pods are in the mesh for certain."""
        if proxy_containers(workload) or self._injection.verdict(workload) is Verdict.YES:
            return True
        return self.is_ambient(workload)

    def is_outside(self, workload: Workload) -> bool:
        """Whether a workload's pods are out of the mesh for certain: refused, on the host network, in a system namespace."""
        if proxy_containers(workload) or self.is_ambient(workload):
            return False
        if workload.host_network or workload.namespace in SYSTEM_NAMESPACES or inject_label(workload) == "false":
            return True
        return self.is_unmeshed_namespace(workload.namespace, workload.resource)

    def is_ambient(self, workload: Workload) -> bool:
        """Whether ztunnel carries a workload's traffic."""
        return not proxy_containers(workload) and self._ambient.is_ambient(workload)

    def is_ambient_namespace(self, namespace: str | None, beside: Resource) -> bool:
        """Whether pods that say nothing themselves are in ambient."""
        return self._ambient.namespace_is_ambient(namespace, beside) is True

    def is_mesh_namespace(self, namespace: str | None, beside: Resource) -> bool:
        """Whether a namespace's labels put its pods into the mesh."""
        labels = self._namespace_labels(namespace, beside)
        return labels.get(DATAPLANE_MODE) == "ambient" or self._injection.namespace_verdict(labels, beside) is Verdict.YES

    def is_unmeshed_namespace(self, namespace: str | None, beside: Resource) -> bool:
        """Whether a namespace refuses sidecars and is not in ambient."""
        labels = self._namespace_labels(namespace, beside)
        return labels.get(NAMESPACE_LABEL, "enabled") != "enabled" and labels.get(DATAPLANE_MODE) != "ambient"

    def _namespace_labels(self, namespace: str | None, beside: Resource) -> dict[str, str]:
        return self._inventory.namespace_labels(namespace, beside) or {}
