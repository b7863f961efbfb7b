"""Waypoints without traffic."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Targets, workload_of
from meshlint.semantics.istio_ambient import WAYPOINT_CLASS, Waypoint, named_waypoint, pod_or_own_labels

_CARRIERS = ("Namespace", "Service", "ServiceEntry.networking.istio.io", "WorkloadEntry.networking.istio.io")


class _Named:
    """The waypoints that labels of a run name."""

    def __init__(self, inventory: Inventory, _targets: Targets) -> None:
        carriers = [*inventory.of(*_CARRIERS), *(item.resource for item in inventory.workloads)]
        self.waypoints = {found for item in carriers if (found := _named_by(item)) is not None}
        self.has_carriers = bool(inventory.of("Namespace", "Service"))


def _named_by(resource: Resource) -> Waypoint | None:
    own = resource.name if resource.kind == "Namespace" else resource.namespace
    return named_waypoint(pod_or_own_labels(resource, workload_of(resource)), own)


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding, where Namespaces or Services were read that could name the waypoint."""
    if resource.at("spec", "gatewayClassName").text != WAYPOINT_CLASS:
        return
    named = context.shared(_Named)
    if not named.has_carriers:
        return
    own = Waypoint(resource.name, resource.namespace)
    if own not in named.waypoints and Waypoint(resource.name, None) not in named.waypoints:
        yield context.finding(
            resource.at("metadata", "name"), f"Nothing names waypoint '{resource.name}' in 'istio.io/use-waypoint'."
        )
