"""Backends whose Service is read and does not have the port."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.gateway_api_definitions import Definitions
from meshlint.semantics.gateway_api_references import SERVICE, backends
from meshlint.semantics.gateway_api_services import has_port, ports, target_of


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each backend whose port no variant of the Service has."""
    for backend in backends(resource):
        if backend.kind != SERVICE or backend.port is None:
            continue
        found = context.shared(Definitions).find(SERVICE, backend.name, backend.namespace, resource)
        services = [service for service in found if service.shares_scope(resource)]
        if services and not any(has_port(service, backend.port) for service in services):
            message = f"Service '{backend.shown}' has no port {backend.port}, so that its share of the requests fails."
            hint = _hint(services[0], backend.port)
            related = [(services[0].spec["ports"].key, "the ports of the Service")]
            yield context.finding(backend.value["port"], message + hint, related=related)


def _hint(service: Resource, wanted: int) -> str:
    meant: Value | None = target_of(service, wanted)
    if meant is not None:
        return f" It is the target of port {meant['port'].integer}."
    known = ", ".join(str(port["port"].integer) for port in ports(service))
    return f" It has {known}."
