"""Mesh routes in another namespace than their Service."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_references import SERVICE, named_parents


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each parent."""
    for parent in named_parents(resource):
        foreign = parent.namespace != resource.namespace and resource.namespace is not None
        if parent.kind == SERVICE and foreign:
            message = f"The route holds for clients in '{resource.namespace}' only, as its Service is in '{parent.namespace}'."
            yield context.finding(parent.value["namespace"], message)
