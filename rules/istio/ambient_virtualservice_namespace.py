"""Consumer routes in ambient mode."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_ambient_targets import AmbientTargets
from meshlint.semantics.istio_gateways import binds_mesh


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding, at the first host whose Service and waypoint are elsewhere."""
    routes = any(list(resource.at("spec", protocol).items()) for protocol in ("http", "tls"))
    if not routes or resource.namespace is None or not binds_mesh(resource):
        return
    targets = context.shared(AmbientTargets)
    for host, entry in targets.entries(resource.at("spec", "hosts").items()):
        waypoint = targets.waypoint(entry)
        if entry.resource.kind != "Service" or resource.namespace in (entry.namespace, waypoint.namespace if waypoint else None):
            continue
        message = f"Waypoints read the routes of '{host.text}' from '{entry.namespace}', not from '{resource.namespace}'."
        yield context.finding(host, message, related=[(entry.resource.at("metadata", "name"), "the Service")])
        return
