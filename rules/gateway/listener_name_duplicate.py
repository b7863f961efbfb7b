"""Names that two listeners share."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_listeners import Listener, listeners


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each listener whose name an earlier one has."""
    seen: dict[str, Listener] = {}
    for listener in listeners(resource):
        if not listener.name or listener.value["name"].is_templated:
            continue
        first = seen.setdefault(listener.name, listener)
        if first is not listener:
            message = f"Two listeners have the name '{listener.name}', so that the API server refuses the {resource.kind}."
            yield context.finding(listener.value["name"], message, related=[(first.value["name"], "the first of them")])
