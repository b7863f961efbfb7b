"""Ingress by way of a waypoint that is not named."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_ambient import USE_WAYPOINT, AmbientMesh, named_waypoint

_INGRESS = "istio.io/ingress-use-waypoint"


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for the label, where the namespace was read too."""
    label = resource.at("metadata", "labels", _INGRESS)
    if label.text != "true" or named_waypoint(resource.labels, resource.namespace) is not None:
        return
    if resource.kind == "Service" and USE_WAYPOINT not in resource.labels:
        namespace = context.shared(AmbientMesh).namespace_labels(resource.namespace, resource)
        if namespace is None or named_waypoint(namespace, resource.namespace) is not None:
            return
    yield context.finding(label.key, f"'{_INGRESS}' has no effect without '{USE_WAYPOINT}': gateways go straight to the pods.")
