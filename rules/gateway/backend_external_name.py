"""Backends of type ExternalName."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_definitions import Definitions
from meshlint.semantics.gateway_api_references import SERVICE, backends
from meshlint.semantics.gateway_api_services import is_external


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such Service, where it is first named."""
    seen: set[str] = set()
    for backend in backends(resource):
        if backend.kind != SERVICE or backend.shown in seen:
            continue
        seen.add(backend.shown)
        services = context.shared(Definitions).find(SERVICE, backend.name, backend.namespace, resource)
        if services and all(map(is_external, services)):
            name = services[0].spec["externalName"].text
            message = f"Service '{backend.shown}' is of type ExternalName ('{name}'), which implementations may refuse."
            yield context.finding(backend.value["name"], message, related=[(services[0].spec["type"], "the type of the Service")])
