"""Hostnames that the API refuses, and IP addresses in their place."""

from __future__ import annotations

import re

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.gateway_api_schema import GatewaySchema

_ADDRESS = re.compile(r"\d+(?:\.\d+){3}\Z")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each name that is none, and for each IPv4 address among the hostnames of a route."""
    for place, message, severity in context.shared(GatewaySchema).faults(resource, context.rule.id):
        yield context.finding(place, message, severity=severity)
    for name in resource.spec["hostnames"].items():
        if _ADDRESS.match(name.text):
            refused = resource.kind == "TLSRoute" and resource.version == "v1"
            outcome = "the API server refuses it" if refused else "requests for it are not matched reliably"
            message = f"'{name.text}' is an address, and hostnames are names: {outcome}."
            yield context.finding(name, message, severity=Severity.ERROR if refused else Severity.WARNING)
