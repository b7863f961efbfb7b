"""Labels that enrol in nothing."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, is_placeholder, workload_of
from meshlint.semantics.istio_ambient import USE_WAYPOINT, AmbientMesh, named_waypoint, pod_or_own_labels


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding on the object that carries the label."""
    workload = workload_of(resource)
    labels = pod_or_own_labels(resource, workload)
    own_namespace = resource.name if resource.kind == "Namespace" else resource.namespace
    waypoint = named_waypoint(labels, own_namespace)
    if waypoint is None or is_placeholder(waypoint.name) or is_placeholder(waypoint.namespace or ""):
        return
    if context.shared(AmbientMesh).waypoint_exists(waypoint) is False:
        metadata = workload.template["metadata"] if workload is not None else resource.at("metadata")
        place = f" in namespace '{waypoint.namespace}'" if waypoint.namespace else ""
        message = f"There is no waypoint '{waypoint.name}'{place}: traffic goes past its policies, straight to the pods."
        yield context.finding(metadata.get("labels", USE_WAYPOINT), message)
