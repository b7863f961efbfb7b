"""Layer 7 rules that ztunnel cannot follow."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value
from meshlint.semantics.gateway_routes import SERVICE, parents
from meshlint.semantics.istio_ambient_targets import AmbientTargets, http_settings
from meshlint.semantics.istio_gateways import binds_mesh


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a rule whose Service, or else whose own namespace, is in ambient mode and has no waypoint."""
    targets = context.shared(AmbientTargets)
    if resource.kind in ("HTTPRoute", "GRPCRoute"):
        yield from _of_route(resource, targets, context)
        return
    what = _what(resource)
    hosts = _hosts(resource)
    if not what or not hosts:
        return
    entries = targets.entries(hosts)
    at = next((host for host, entry in entries if targets.waypoint(entry) is None), None)
    if not entries and targets.mesh.namespace_is_ambient(resource.namespace, resource):
        at = hosts[0] if targets.namespace_waypoint(resource) is None else None
    if at is not None:
        certain = bool(entries) and resource.kind == "VirtualService"
        yield _finding(at, f"'{at.raw}' is in ambient mode without a waypoint: ztunnel ignores {what}.", certain, context)


def _of_route(route: Resource, targets: AmbientTargets, context: Context) -> Iterator[Finding]:
    for parent in parents(route):
        if parent.kind != SERVICE:
            continue
        for service in context.inventory.find(SERVICE, parent.name, parent.namespace):
            ambient = targets.mesh.namespace_is_ambient(service.namespace, service)
            if ambient and targets.mesh.waypoint(service.labels, service.namespace, service) is None:
                message = f"Service '{parent.name}' is in ambient mode without a waypoint: ztunnel ignores this route."
                yield _finding(parent.value["name"], message, True, context)
                break


def _finding(at: Value, message: str, certain: bool, context: Context) -> Finding:
    mixed = context.shared(AmbientTargets).mesh.has_sidecars  # sidecars follow the rule all the same
    return context.finding(at, message, severity=None if certain and not mixed else Severity.WARNING)


def _what(resource: Resource) -> str:
    if resource.kind == "VirtualService":
        routes = any(list(resource.at("spec", protocol).items()) for protocol in ("http", "tls"))
        return "its routes" if routes and binds_mesh(resource) else ""
    setting = http_settings(resource)
    return f"'{setting.path[-1]}'" if setting is not None else ""


def _hosts(resource: Resource) -> list[Value]:
    hosts = resource.at("spec", "hosts").items() if resource.kind == "VirtualService" else [resource.at("spec", "host")]
    return [host for host in hosts if host.text and not host.is_templated]
