"""HTTPRoute rules that retry and leave the method open."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_retries import HttpRouteRetries
from meshlint.semantics.gateway_routes import reaching_methods, rules


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each rule that writes can reach, on `retry`."""
    for rule in rules(resource):
        repeated = context.shared(HttpRouteRetries).unsafe(resource, rule)
        methods = reaching_methods(resource, rule) if repeated else None
        if methods is not None and methods.inverted and methods.unsafe:
            named = " and ".join(methods.unsafe)
            yield context.finding(
                rule["retry"].key, f"No match keeps {named} off this rule, and its retries send {repeated} again."
            )
