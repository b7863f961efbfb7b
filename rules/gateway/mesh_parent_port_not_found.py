"""Mesh routes whose parent does not have the port."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_definitions import Definitions
from meshlint.semantics.gateway_api_references import SERVICE, named_parents
from meshlint.semantics.gateway_api_services import has_port, target_of


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each port that no variant of the Service has."""
    for parent in named_parents(resource):
        if parent.kind != SERVICE or parent.port is None:
            continue
        services = context.shared(Definitions).beside(SERVICE, parent.name, parent.namespace, resource)
        if services and not any(has_port(service, parent.port) for service in services):
            meant = target_of(services[0], parent.port)
            hint = f" It is the target of port {meant['port'].integer}." if meant is not None else ""
            message = f"Service '{parent.name}' has no port {parent.port}, so that the route applies to no traffic.{hint}"
            related = [(services[0].spec["ports"].key, "the ports of the Service")]
            yield context.finding(parent.value["port"], message, related=related)
