"""Layer 7 policies that no waypoint loads."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_ambient_policies import is_for_gateways, needs_http, subject_place
from meshlint.semantics.istio_ambient_targets import AmbientTargets
from meshlint.semantics.istio_policies import match_labels, target_refs


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a policy of an ambient namespace; none where it selects only pods outside ambient mode."""
    targets = context.shared(AmbientTargets)
    if not needs_http(resource) or target_refs(resource) or is_for_gateways(resource):
        return
    if not targets.mesh.namespace_is_ambient(resource.namespace, resource):
        return
    if match_labels(resource).mapping:
        found, captured = targets.selected(resource)
        if found and not captured:
            return
    yield context.finding(
        subject_place(resource), "Waypoints load policies by targetRefs only: this one is loaded by no proxy of an ambient pod."
    )
