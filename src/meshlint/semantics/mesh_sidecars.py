"""Which meshes carry the traffic of a workload's pods, each by its own account; what is not certain is left out."""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.manifests.workloads import Workload
from meshlint.semantics.consul import ConsulMesh
from meshlint.semantics.istio_ambient import AmbientMesh
from meshlint.semantics.istio_injection import (
    DATAPLANE_MODE,
    NAMESPACE_LABEL,
    REVISION_LABEL,
    SYSTEM_NAMESPACES,
    SidecarInjection,
    Verdict,
    proxy_containers,
)
from meshlint.semantics.linkerd_injection import LinkerdMesh, injects
from meshlint.semantics.targets import Targets

ISTIO, AMBIENT, LINKERD, CONSUL, KUMA = "Istio", "Istio's ambient mode", "Linkerd", "Consul", "Kuma"
KUMA_LABEL = "kuma.io/sidecar-injection"


class MeshSidecars:
    """Asks every mesh about a workload. One instance a run: `context.shared(MeshSidecars)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._injection = inventory.shared(SidecarInjection, targets)
        self._ambient = inventory.shared(AmbientMesh, targets)
        self._linkerd = inventory.shared(LinkerdMesh, targets)
        self._consul = inventory.shared(ConsulMesh, targets)
        self._injecting: dict[Resource, list[str]] = {}

    def injecting(self, workload: Workload) -> list[str]:
        """The meshes whose sidecar the pods certainly get."""
        found = self._injecting.get(workload.resource)
        if found is None:
            found = self._injecting[workload.resource] = [name for name, gets in self._sidecars(workload) if gets]
        return found

    def enrolling(self, workload: Workload) -> list[str]:
        """The meshes that the pods are certainly in: those that inject, and ambient mode."""
        found = self.injecting(workload)
        return [*found, AMBIENT] if self._ambient.is_labelled_ambient(workload) and ISTIO not in found else found

    def of_namespace(self, namespace: Resource) -> list[tuple[str, Value]]:
        """The meshes that the labels and annotations of a Namespace ask for, and where."""
        labels, annotations = namespace.at("metadata", "labels"), namespace.at("metadata", "annotations")
        found = []
        if namespace.name not in SYSTEM_NAMESPACES:
            key = NAMESPACE_LABEL if labels.has(NAMESPACE_LABEL) else REVISION_LABEL
            if labels.has(key) and self._injection.namespace_verdict(namespace.labels, namespace) is Verdict.YES:
                found.append((ISTIO, labels[key]))
            elif namespace.labels.get(DATAPLANE_MODE) == "ambient":
                found.append((AMBIENT, labels[DATAPLANE_MODE]))
        if injects(namespace):
            found.append((LINKERD, annotations["linkerd.io/inject"]))
        found.extend((KUMA, block[KUMA_LABEL]) for block in (labels, annotations) if block[KUMA_LABEL].text == "enabled")
        return found

    def _sidecars(self, workload: Workload) -> Iterator[tuple[str, bool]]:
        yield ISTIO, self._injection.verdict(workload) is Verdict.YES or bool(proxy_containers(workload))
        yield LINKERD, self._linkerd.injection(workload) is not None
        yield CONSUL, self._consul.injection(workload) is not None
        yield KUMA, self._kuma(workload)

    def _kuma(self, workload: Workload) -> bool:
        own = workload.labels.get(KUMA_LABEL) or workload.annotations.get(KUMA_LABEL)
        if own is not None:
            return own == "enabled"
        labels = self._inventory.namespace_labels(workload.namespace, workload.resource) or {}
        return labels.get(KUMA_LABEL) == "enabled"
