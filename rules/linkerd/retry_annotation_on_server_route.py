"""Annotations for clients on routes that no client's proxy reads."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_routes import parents

_PREFIXES = ("retry.linkerd.io/", "timeout.linkerd.io/")


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding a route, on its first such annotation."""
    key = next((key for key in resource.annotations if key.startswith(_PREFIXES)), None)
    attached = parents(resource) if key is not None else []
    if key is None or not attached or any(parent.is_mesh for parent in attached):
        return
    kinds = " and ".join(dict.fromkeys(parent.value["kind"].text or "Gateway" for parent in attached))
    message = f"A route attached to a {kinds} only is not read by clients: this annotation has no effect."
    yield context.finding(resource.at("metadata", "annotations", key).key, message)
