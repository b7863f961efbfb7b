"""Client-side DestinationRules in ambient mode."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_ambient_targets import AmbientTargets, http_settings
from meshlint.semantics.istio_mesh import IstioMesh


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a rule with settings of HTTP that no waypoint takes up."""
    if resource.namespace in (None, context.shared(IstioMesh).root_namespace) or http_settings(resource) is None:
        return
    targets = context.shared(AmbientTargets)
    for host, entry in targets.entries([resource.at("spec", "host")]):
        waypoint = targets.waypoint(entry)
        if entry.resource.kind == "Service" and resource.namespace not in (
            entry.namespace,
            waypoint.namespace if waypoint else None,
        ):
            message = f"The waypoint of '{host.text}' reads rules of '{entry.namespace}', not of '{resource.namespace}'."
            yield context.finding(host, message, related=[(entry.resource.at("metadata", "name"), "the Service")])
            return
