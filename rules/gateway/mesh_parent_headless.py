"""Mesh routes whose parent has no cluster IP."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.gateway_api_definitions import Definitions
from meshlint.semantics.gateway_api_references import SERVICE, named_parents
from meshlint.semantics.gateway_api_services import is_external, is_headless
from meshlint.semantics.gateway_routes import Readers


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each parent of which no variant has an address; a warning where Istio reads the route."""
    for parent in named_parents(resource):
        if parent.kind != SERVICE:
            continue
        services = context.shared(Definitions).beside(SERVICE, parent.name, parent.namespace, resource)
        if services and all(is_headless(service) or is_external(service) for service in services):
            what = "is headless" if is_headless(services[0]) else "is of type ExternalName"
            message = f"Service '{parent.name}' {what}: it has no address to which the route could apply."
            severity = Severity.WARNING if "istio" in context.shared(Readers).of(resource) else Severity.ERROR
            related = [(services[0].at("metadata", "name"), "the Service")]
            yield context.finding(parent.value["name"], message, severity=severity, related=related)
