"""Grants that permit no reference which was read."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_grants import Crossings, permits
from meshlint.semantics.gateway_api_references import LISTENER_OWNERS, ROUTES
from meshlint.semantics.gateway_routes import GROUP


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for a grant to kinds of the Gateway API, where their references are known."""
    sources = list(resource.spec["from"].items())
    if not resource.namespace or not sources:
        return
    known = frozenset((*ROUTES, *LISTENER_OWNERS))
    if any(source["group"].text != GROUP or f"{source['kind'].text}.{GROUP}" not in known for source in sources):
        return
    read = {item.namespace for item in context.inventory.of(*known)}
    if not context.complete and any(source["namespace"].text not in read for source in sources):
        return
    if not any(permits(resource, reference) for reference in context.shared(Crossings).into(resource)):
        yield context.finding(resource.at("metadata", "name"), "No reference needs this grant, and it still admits new ones.")
