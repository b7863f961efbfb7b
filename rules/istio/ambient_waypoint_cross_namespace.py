"""Enrolment in a waypoint that does not take it."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value, workload_of
from meshlint.semantics.istio_ambient import (
    GATEWAY,
    USE_WAYPOINT,
    USE_WAYPOINT_NAMESPACE,
    AmbientMesh,
    is_waypoint,
    named_waypoint,
    pod_or_own_labels,
)
from meshlint.semantics.label_selectors import selects


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for the label that names the other namespace."""
    workload = workload_of(resource)
    labels = pod_or_own_labels(resource, workload)
    own = resource.name if resource.kind == "Namespace" else resource.namespace
    waypoint = named_waypoint(labels, own)
    if waypoint is None or own is None or waypoint.namespace in (own, None):
        return
    gateways = context.inventory.find(GATEWAY, waypoint.name, waypoint.namespace)
    found = [item for item in gateways if is_waypoint(item) and item.namespace == waypoint.namespace]
    if found and not any(_accepts(item, own, context) for item in found):
        metadata = resource.at("metadata") if workload is None else workload.template["metadata"]
        at = metadata.get("labels", USE_WAYPOINT_NAMESPACE)
        message = f"Waypoint '{waypoint.namespace}/{waypoint.name}' does not accept namespace '{own}': traffic goes past it."
        yield context.finding(
            at if at else metadata.get("labels", USE_WAYPOINT), message, related=[(_place(found[0]), "the waypoint")]
        )


def _listener(gateway: Resource) -> Value | None:
    listeners = list(gateway.at("spec", "listeners").items())
    return next((item for item in listeners if item["protocol"].text == "HBONE" and item["port"].integer == 15008), None)


def _accepts(gateway: Resource, namespace: str, context: Context) -> bool:
    listener = _listener(gateway)
    if listener is None:
        return False
    namespaces = listener.get("allowedRoutes", "namespaces")
    if namespaces["from"].text == "Selector":
        labels = context.shared(AmbientMesh).namespace_labels(namespace, gateway)
        own = {"kubernetes.io/metadata.name": namespace}
        return labels is None or selects(namespaces["selector"], labels | own)
    return namespaces["from"].text == "All"


def _place(gateway: Resource) -> Value:
    listener = _listener(gateway)
    return listener if listener is not None else gateway.at("metadata", "name")
