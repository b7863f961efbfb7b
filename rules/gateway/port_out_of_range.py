"""Ports that are none."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_schema import GatewaySchema


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each fault that the schema finds and this rule owns."""
    for place, message, severity in context.shared(GatewaySchema).faults(resource, context.rule.id):
        yield context.finding(place, message, severity=severity)
