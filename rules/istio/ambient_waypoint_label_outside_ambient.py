"""Waypoints for what ztunnel does not capture."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Workload, workload_of
from meshlint.semantics.istio_ambient import USE_WAYPOINT, AmbientMesh, is_waypoint_proxy, named_waypoint
from meshlint.semantics.istio_injection import DATAPLANE_MODE

_INGRESS = "istio.io/ingress-use-waypoint"


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding on the object that carries the label."""
    workload = workload_of(resource)
    labels = resource.labels if workload is None else workload.labels
    if named_waypoint(labels, resource.namespace) is None or DATAPLANE_MODE in labels:
        return
    outside = _namespace_outside(resource, context) if workload is None else _workload_outside(workload, context)
    if outside:
        metadata = resource.at("metadata") if workload is None else workload.template["metadata"]
        who = "this namespace" if workload is None else "these pods"
        message = f"'{labels[USE_WAYPOINT]}' is named as waypoint, but ztunnel captures nothing of {who}: no ambient mode."
        yield context.finding(metadata.get("labels", USE_WAYPOINT), message)


def _workload_outside(workload: Workload, context: Context) -> bool:
    ambient = context.shared(AmbientMesh)
    if is_waypoint_proxy(workload) or workload.resource.at("spec", "replicas").raw == 0 or ambient.is_labelled_ambient(workload):
        return False
    return ambient.namespace_is_ambient(workload.namespace, workload.resource) is False


def _namespace_outside(namespace: Resource, context: Context) -> bool:
    if namespace.labels.get(_INGRESS) == "true":
        return False
    ambient = context.shared(AmbientMesh)
    inside = (item for item in context.inventory.workloads_in(namespace.name) if item.namespace == namespace.name)
    return not any(ambient.is_labelled_ambient(item) for item in inside)
