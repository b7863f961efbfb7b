"""Waypoints for Services that are named by pods, and the other way round."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, workload_of
from meshlint.semantics.istio_ambient import GATEWAY, USE_WAYPOINT, is_waypoint, named_waypoint, pod_or_own_labels

_FOR = "istio.io/waypoint-for"
_KNOWN = frozenset(("service", "workload", "all", "none"))
_SERVICES = frozenset(("Service", "ServiceEntry"))


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a label that the waypoint does not honour, or for a type that no waypoint has."""
    if resource.kind == "Gateway":
        label = resource.at("metadata", "labels", _FOR)
        if label.text and not label.is_templated and label.text not in _KNOWN:
            message = f"'{label.text}' is none of service, workload, all and none, so the waypoint serves Services only."
            yield context.finding(label, message, severity=Severity.ERROR)
        return
    workload = workload_of(resource)
    waypoint = named_waypoint(pod_or_own_labels(resource, workload), resource.namespace)
    if waypoint is None:
        return
    found = [item for item in context.inventory.find(GATEWAY, waypoint.name, waypoint.namespace) if is_waypoint(item)]
    wanted = "service" if resource.kind in _SERVICES else "workload"
    if found and not any(_serves(item, wanted) for item in found):
        metadata = resource.at("metadata") if workload is None else workload.template["metadata"]
        served = found[0].labels.get(_FOR, "service")
        message = f"Waypoint '{waypoint.name}' is for traffic to '{served}', so this {wanted} is not behind it."
        related = [(found[0].at("metadata", "name"), "the waypoint")]
        yield context.finding(metadata.get("labels", USE_WAYPOINT), message, related=related)


def _serves(gateway: Resource, wanted: str) -> bool:
    served = gateway.labels.get(_FOR, "service")
    return served in (wanted, "all") or (served not in _KNOWN and wanted == "service")
