"""Listeners of ListenerSets that are shut out by others on the same Gateway."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_listener_sets import MergedListeners, excluded
from meshlint.semantics.gateway_api_listeners import listeners


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each listener, with the one that takes precedence."""
    earlier = list(context.shared(MergedListeners).earlier(resource))
    for listener in listeners(resource):
        other = next((item for item in earlier if excluded(listener, item)), None)
        if other is not None:
            owner = f"{other.owner.kind} '{other.owner.name}'"
            message = (
                f"Listener '{other.name}' of {owner} has {excluded(listener, other)}, so that '{listener.name}' is not served."
            )
            yield context.finding(listener.value["name"], message, related=[(other.value["name"], "takes precedence")])
