"""Targets of BackendTLSPolicies that do not exist."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value
from meshlint.semantics.gateway_api_definitions import Definitions
from meshlint.semantics.gateway_api_references import SERVICE, reference


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each Service, or for the port of one. Without more than silence, in the audit profile only."""
    definitions = context.shared(Definitions)
    for value in resource.spec["targetRefs"].items():
        target = reference(value, SERVICE)
        if target is None or target.kind != SERVICE:
            continue
        services = definitions.find(SERVICE, target.name, resource.namespace, resource)
        missing = definitions.missing(SERVICE, target.name, resource.namespace, resource)
        if missing is not None and (missing.certain or context.is_audit):
            message = f"No Service '{target.shown}' is defined, so that the policy protects nothing.{missing.hint}"
            severity = Severity.ERROR if missing.certain else Severity.WARNING
            yield context.finding(value["name"], message, severity=severity)
        elif services and not any(_has_section(service, value["sectionName"]) for service in services):
            message = (
                f"Service '{target.shown}' has no port named '{value['sectionName'].text}', so that the policy protects nothing."
            )
            related = [(services[0].spec["ports"].key, "the ports of the Service")]
            yield context.finding(value["sectionName"], message, related=related)


def _has_section(service: Resource, section: Value) -> bool:
    ports = list(service.spec["ports"].items())
    if not section.text or section.is_templated or not ports:
        return True
    return any(port["name"].text == section.text or port["name"].is_templated for port in ports)
