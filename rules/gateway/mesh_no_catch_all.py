"""Services of the mesh whose routes match only some requests."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_mesh import MeshRoutes


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each parent that has no rule for everything, on the first route of its namespace and kind."""
    for parent in context.shared(MeshRoutes).without_catch_all(resource):
        port = f" on port {parent.port}" if parent.port is not None else ""
        message = f"No rule takes every request of Service '{parent.name}'{port}: those that no rule matches are refused."
        yield context.finding(parent.value["name"], message)
