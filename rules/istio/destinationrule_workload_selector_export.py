"""DestinationRules for some clients that are exported to other namespaces."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_schema import IstioSchema


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each fault of the part of the schema that this rule owns."""
    for place, message in context.shared(IstioSchema).faults(resource, context.rule.id):
        yield context.finding(place, message)
