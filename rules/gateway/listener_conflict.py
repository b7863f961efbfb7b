"""Listeners of one object that cannot be told apart."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_listeners import Listener, listeners


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each listener that repeats an earlier one; an empty hostname is none."""
    seen: dict[tuple[int, str, str], Listener] = {}
    for listener in listeners(resource):
        if listener.port is None or not listener.protocol or listener.value["hostname"].is_templated:
            continue
        key = (listener.port, listener.protocol, listener.hostname)
        first = seen.setdefault(key, listener)
        if first is not listener:
            host = f" and hostname '{listener.hostname}'" if listener.hostname else ", both for every hostname"
            what = f"port {listener.port}, protocol {listener.protocol}{host}"
            message = f"Listener '{listener.name}' has the same {what} as '{first.name}', so that the {resource.kind} is refused."
            related = [(first.value["name"], "the first of the two")]
            yield context.finding(listener.value["name"], message, related=related)
