"""Attached policies whose target no waypoint serves."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_ambient import GATEWAY, ISTIO_CLASSES, USE_WAYPOINT, AmbientMesh
from meshlint.semantics.istio_policies import target_refs

_SERVED = {("", "Service"): "Service", ("networking.istio.io", "ServiceEntry"): "ServiceEntry.networking.istio.io"}


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each target that exists and has no waypoint, or is the Gateway of another controller."""
    for reference in target_refs(resource):
        group, kind, name = reference["group"].text, reference["kind"].text, reference["name"]
        if (group, kind) in _SERVED:
            found = context.inventory.find(_SERVED[group, kind], name.text, resource.namespace)
            near = [item for item in found if item.shares_scope(resource)]
            if near and all(_has_no_waypoint(item, context) for item in near):
                message = f"{near[0].full_name} has no waypoint, and nothing else enforces a policy that is attached to it."
                yield context.finding(name, message, related=[(near[0].at("metadata", "name"), "the target")])
        elif (group, kind) == ("gateway.networking.k8s.io", "Gateway"):
            yield from _of_gateway(resource, name, context)


def _has_no_waypoint(target: Resource, context: Context) -> bool:
    ambient = context.shared(AmbientMesh)
    if USE_WAYPOINT not in target.labels and ambient.namespace_labels(target.namespace, target) is None:
        return False
    return ambient.waypoint(target.labels, target.namespace, target) is None


def _of_gateway(resource: Resource, name: Value, context: Context) -> Iterator[Finding]:
    for gateway in context.inventory.find(GATEWAY, name.text, resource.namespace):
        class_name = gateway.at("spec", "gatewayClassName")
        classes = context.inventory.find("GatewayClass.gateway.networking.k8s.io", class_name.text, "")
        foreign = [item for item in classes if not item.at("spec", "controllerName").text.startswith("istio.io/")]
        if (
            class_name.text
            and class_name.text not in ISTIO_CLASSES
            and len(foreign) == len(classes)
            and (foreign or context.complete)
        ):
            message = f"Istio does not run Gateways of class '{class_name.text}', so nothing enforces the policy."
            yield context.finding(name, message, related=[(class_name, "the class")])
            return
