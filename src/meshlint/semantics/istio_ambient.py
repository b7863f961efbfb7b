"""Ambient mode: which pods ztunnel captures, and which Services and workloads have a waypoint.

Source: istio cni/pkg/util/podutil.go (labels `istio.io/dataplane-mode`, a sidecar wins, host network never) and
pilot/pkg/serviceregistry/ambient/waypoints.go (`istio.io/use-waypoint` of the object, else of its namespace; "none" means none).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource, string_map
from meshlint.manifests.value import is_placeholder
from meshlint.manifests.workloads import Workload
from meshlint.semantics.istio_injection import DATAPLANE_MODE, NAMESPACE_LABEL, REVISION_LABEL, SidecarInjection, Verdict
from meshlint.semantics.targets import Targets

USE_WAYPOINT = "istio.io/use-waypoint"
USE_WAYPOINT_NAMESPACE = "istio.io/use-waypoint-namespace"
MANAGED = "gateway.istio.io/managed"
REDIRECTION = "ambient.istio.io/redirection"
GATEWAY = "Gateway.gateway.networking.k8s.io"
WAYPOINT_CLASS = "istio-waypoint"
ISTIO_CLASSES = frozenset(("istio", "istio-remote", "istio-east-west", WAYPOINT_CLASS))
_INGRESS_CLASSES = frozenset(("istio", "istio-remote"))


class Waypoint(NamedTuple):
    """A waypoint that a label names. `namespace` is None where the object's own is unknown."""

    name: str
    namespace: str | None


class AmbientMesh:
    """Decides about ambient mode. One instance a run: `context.shared(AmbientMesh)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._injection = inventory.shared(SidecarInjection, targets)

    def namespace_is_ambient(self, namespace: str | None, beside: Resource) -> bool | None:
        """Whether a namespace is labelled for ambient mode; None when its Namespace was not read and may exist."""
        labels = self.namespace_labels(namespace, beside)
        return None if labels is None else labels.get(DATAPLANE_MODE) == "ambient"

    def namespace_labels(self, namespace: str | None, beside: Resource) -> dict[str, str] | None:
        """The labels of a namespace; None when its Namespace was not read and may exist."""
        labels = self._inventory.namespace_labels(namespace, beside)
        return {} if labels is None and self._inventory.complete else labels

    def is_labelled_ambient(self, workload: Workload) -> bool:
        """Whether pod or namespace ask for ambient mode, or the pod shows that it is captured; a sidecar may still win."""
        mode = workload.labels.get(DATAPLANE_MODE)
        if mode is not None:
            return mode == "ambient"
        if workload.annotations.get(REDIRECTION) == "enabled":
            return True
        return self.namespace_is_ambient(workload.namespace, workload.resource) is True

    def is_ambient(self, workload: Workload) -> bool:
        """Whether ztunnel captures the pods of a workload."""
        if workload.host_network or not self.is_labelled_ambient(workload):
            return False
        return self._injection.verdict(workload) is not Verdict.YES

    def waypoint(self, labels: Mapping[str, str], namespace: str | None, beside: Resource) -> Waypoint | None:
        """The waypoint of an object with these labels, by its own label or else its namespace's; None where it has none."""
        if USE_WAYPOINT in labels:
            return named_waypoint(labels, namespace)
        return named_waypoint(self.namespace_labels(namespace, beside) or {}, namespace)

    def waypoint_exists(self, waypoint: Waypoint) -> bool | None:
        """Whether a Gateway of that name is a waypoint; None where what was read is no evidence."""
        found = self._inventory.find(GATEWAY, waypoint.name, waypoint.namespace)
        if any(is_waypoint(item) for item in found):
            return True
        return False if found or self._inventory.knows_kind_in(GATEWAY, waypoint.namespace) else None

    @cached_property
    def has_sidecars(self) -> bool:
        """Whether some namespace is labelled for sidecars, so that the mesh is mixed."""
        return any(
            item.labels.get(NAMESPACE_LABEL) == "enabled"
            or (REVISION_LABEL in item.labels and item.labels.get(DATAPLANE_MODE) != "ambient")
            for item in self._inventory.of("Namespace")
        )

    def captured(self, workloads: Iterable[Workload]) -> list[Workload]:
        """Those of some workloads that ztunnel captures, waypoints left out."""
        return [item for item in workloads if self.is_ambient(item) and not is_waypoint_proxy(item)]


def named_waypoint(labels: Mapping[str, str], namespace: str | None) -> Waypoint | None:
    """The waypoint that the labels of one object name; None for no label, an empty one and "none"."""
    name = labels.get(USE_WAYPOINT, "")
    if name in ("", "none"):
        return None
    return Waypoint(name, labels.get(USE_WAYPOINT_NAMESPACE) or namespace)


def pod_or_own_labels(resource: Resource, workload: Workload | None) -> dict[str, str]:
    """The labels that count for an object: those of its pods where it makes any."""
    return workload.labels if workload is not None else string_map(resource.at("metadata", "labels").raw)


def is_waypoint(gateway: Resource) -> bool:
    """Whether a Kubernetes Gateway is a waypoint. A class of another name may be one, with a controller of its own."""
    name = gateway.at("spec", "gatewayClassName").text
    return is_placeholder(name) or name not in _INGRESS_CLASSES


def is_waypoint_proxy(workload: Workload) -> bool:
    """Whether pods are those of a waypoint, as Istio labels what it deploys."""
    return workload.labels.get(MANAGED) == "istio.io-mesh-controller"
