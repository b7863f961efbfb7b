"""Outlier detection of DestinationRules: what may eject an endpoint, and whether the share that may be ejected is one at all.

Envoy counts 5xx answers, and ejects after five in a row unless it is told otherwise; gateway errors count only where a number is
given, local failures apart from them only where they are told apart. Since Envoy 1.28 (Istio 1.20) not even the first endpoint is
ejected where that would exceed `maxEjectionPercent`, 10 by default.

Source: istio pilot/pkg/networking/core/cluster_traffic_policy.go (applyOutlierDetection); Envoy's
config.cluster.v3.OutlierDetection and the changelog of 1.28.0 (max_ejection_percent).
"""

from __future__ import annotations

from functools import cached_property

from meshlint.manifests.hosts import HostEntry
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource, string_map
from meshlint.manifests.value import Value
from meshlint.manifests.workloads import Workload
from meshlint.semantics.autoscalers import AUTOSCALER, scaled_workloads
from meshlint.semantics.istio_hosts import SERVICE, IstioHosts
from meshlint.semantics.targets import Targets

DEFAULT_CONSECUTIVE_5XX = 5
DEFAULT_MAX_EJECTION_PERCENT = 10
_SCALED_OBJECT = "ScaledObject.keda.sh"
_REPLICATED = frozenset(("Deployment", "StatefulSet"))


def consecutive_5xx(detection: Value) -> int | None:
    """After how many 5xx answers in a row an endpoint is ejected; 0 for never, None where a placeholder hides it."""
    stated = detection["consecutive5xxErrors"]
    return stated.integer if stated else DEFAULT_CONSECUTIVE_5XX


def consecutive_gateway_errors(detection: Value) -> int | None:
    """The same for 502, 503 and 504; 0 for never, which is the default."""
    stated = detection["consecutiveGatewayErrors"]
    return stated.integer if stated else 0


def never_ejects(detection: Value) -> bool:
    """Whether no failure ejects an endpoint, so that the whole block does nothing."""
    if detection["splitExternalLocalOriginErrors"].raw not in (None, False):  # then five local failures in a row eject
        return False
    return consecutive_5xx(detection) == 0 and consecutive_gateway_errors(detection) == 0


def max_ejection_percent(detection: Value) -> int | None:
    """The share of endpoints that may be ejected; None where a placeholder hides it. Istio takes 0 for the default."""
    stated = detection["maxEjectionPercent"]
    return stated.integer or DEFAULT_MAX_EJECTION_PERCENT if stated.integer is not None or not stated else None


class Endpoints:
    """How many endpoints hosts have, as far as files say so. One instance a run: `context.shared(Endpoints)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._hosts = inventory.shared(IstioHosts, targets)

    def count(self, detection: Value) -> int | None:
        """The endpoints that a detection watches: of its rule's host, or of its subset; None where files do not tell."""
        rule = detection.resource
        entries = self._hosts.entries(rule.at("spec", "host"))
        if len(entries) != 1 or rule.at("spec", "host").text.startswith("*"):
            return None
        subset = rule.at(*detection.path[:3]) if detection.path[1] == "subsets" else None
        return self._of(entries[0], string_map(subset["labels"].raw) if subset is not None else {})

    def _of(self, entry: HostEntry, labels: dict[str, str]) -> int | None:
        service = entry.resource
        selector = service.at("spec", "selector").mapping
        if service.kind != SERVICE or not selector or entry.namespace is None:
            return None
        pods = self._inventory.selected(selector | labels, entry.namespace)
        counts = [self._replicas(workload) for workload in pods if workload.resource.shares_scope(service)]
        known = [count for count in counts if count is not None]
        return sum(known) if known and len(known) == len(counts) else None

    def _replicas(self, workload: Workload) -> int | None:
        replicas = workload.resource.at("spec", "replicas").integer
        fixed = workload.resource.kind in _REPLICATED and not self._is_scaled(workload.resource)
        return replicas if fixed and replicas else None

    def _is_scaled(self, resource: Resource) -> bool:
        return id(resource) in self._scaled or (resource.kind, resource.name) in self._scaled_by_name

    @cached_property
    def _scaled(self) -> frozenset[int]:
        autoscalers = self._inventory.of(AUTOSCALER)
        return frozenset(id(item.resource) for scaler in autoscalers for item in scaled_workloads(scaler, self._inventory))

    @cached_property
    def _scaled_by_name(self) -> frozenset[tuple[str, str]]:
        """What KEDA scales; a reference without kind is to a Deployment."""
        references = [item.at("spec", "scaleTargetRef") for item in self._inventory.of(_SCALED_OBJECT)]
        return frozenset((item["kind"].text or "Deployment", item["name"].text) for item in references)
