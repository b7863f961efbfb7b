"""HTTPRoutes that name a method which is not idempotent and are under Linkerd's retry annotations."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value
from meshlint.semantics.gateway_routes import named_methods, rules
from meshlint.semantics.http_methods import IDEMPOTENT
from meshlint.semantics.linkerd_retries import AttachedRoutes


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding a route: on its annotation, or on the method where the annotation is the Service's."""
    writes = [method for rule in rules(resource) for method in named_methods(rule) if method.text not in IDEMPOTENT]
    retry = context.shared(AttachedRoutes).retry(resource) if writes else None
    if retry is None or not retry.repeats_processed:
        return
    named = " and ".join(f"'{name}'" for name in dict.fromkeys(method.text for method in writes))
    timed_out = retry.statuses is None
    when = "a try that ran out of time" if timed_out else "a request that was processed and then failed"
    severity = Severity.WARNING if timed_out else None
    if retry.resource is resource:
        related = [(method, "Here the route takes it.") for method in writes[:1]]
        message = f"The route takes {named}, and its retry annotations have {when} repeated."
        yield context.finding(retry.place.key, message, severity=severity, related=related)
        return
    origin: list[tuple[Value, str]] = [(retry.place, "The annotation.")]
    message = f"The route takes {named}, and the retry annotations of {retry.resource.full_name} have {when} repeated."
    yield context.finding(writes[0], message, severity=severity, related=origin)
