"""EnvoyFilters that no proxy of ambient mode takes."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.istio_ambient import GATEWAY, WAYPOINT_CLASS, AmbientMesh
from meshlint.semantics.istio_policies import Subjects, target_refs

_WITHOUT_WAYPOINT_CONTEXT = (1, 31)  # the newest release that is known not to use it


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each context that waypoints do not have, or one for a filter that is attached to none."""
    contexts = [patch.get("match", "context") for patch in resource.at("spec", "configPatches").items()]
    for value in contexts:
        if value.text == "WAYPOINT" and context.target("istio", resource).line <= _WITHOUT_WAYPOINT_CONTEXT:
            message = "istiod builds no configuration in the context 'WAYPOINT': this patch matches nothing."
            yield context.finding(value, message, severity=Severity.ERROR)
        elif value.text == "GATEWAY" and _is_for_waypoints(resource, context):
            yield context.finding(value, "Waypoints are built in the contexts of sidecars: this patch matches nothing there.")
    if not target_refs(resource) and any(value.text not in ("GATEWAY", "WAYPOINT") for value in contexts):
        yield from _unattached(resource, context)


def _is_for_waypoints(resource: Resource, context: Context) -> bool:
    """Whether every target is a Gateway that is read and is a waypoint."""
    references = target_refs(resource)
    found = [
        (item, reference)
        for reference in references
        for item in context.inventory.find(GATEWAY, reference["name"].text, resource.namespace)
        if reference["kind"].text == "Gateway"
    ]
    classes = {item.at("spec", "gatewayClassName").text for item, _ in found}
    return classes == {WAYPOINT_CLASS} and len({reference.path for _, reference in found}) == len(references)


def _unattached(resource: Resource, context: Context) -> Iterator[Finding]:
    mesh, subjects = context.shared(AmbientMesh), context.shared(Subjects)
    if not resource.namespace or resource.namespace == subjects.root_namespace:
        return
    labels = resource.at("spec", "workloadSelector", "labels")
    if not labels.mapping and not context.target("istio", resource).at_least(1, 27):
        return  # waypoints of these releases take some filters for their whole namespace
    found = subjects.labelled(labels.mapping, resource.namespace, resource)
    workloads = [item.workload for item in found if item.workload is not None]
    others = [item for item in found if item.workload is None and item.gateway_class not in ("", WAYPOINT_CLASS)]
    if not workloads or others or len(mesh.captured(workloads)) < len(workloads):
        return
    at = labels if labels.mapping else resource.at("metadata", "name")
    message = "All pods that this is for are in ambient mode, where only waypoints take an EnvoyFilter, and only by targetRefs."
    yield context.finding(at.key if labels.mapping else at, message)
