"""HTTPRoute rules that retry and whose matches all name a method, one of them not idempotent."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.gateway_retries import HttpRouteRetries
from meshlint.semantics.gateway_routes import reaching_methods, rules


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each rule, on `retry`; a warning where no code is listed."""
    for rule in rules(resource):
        repeated = context.shared(HttpRouteRetries).unsafe(resource, rule)
        methods = reaching_methods(resource, rule) if repeated else None
        if methods is not None and not methods.inverted and methods.unsafe:
            named = " and ".join(f"'{method}'" for method in methods.unsafe)
            message = f"The rule takes {named}, and its retries send {repeated} again."
            severity = None if rule["retry"]["codes"].raw else Severity.WARNING
            yield context.finding(rule["retry"].key, message, severity=severity)
