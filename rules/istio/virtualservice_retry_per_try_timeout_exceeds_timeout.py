"""Timeouts of one try that are as long as the timeout of the whole request."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.durations import parse_duration
from meshlint.semantics.gateway_routes import Readers
from meshlint.semantics.istio_retries import attempts


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such route, at the timeout of the try."""
    for route in given["routes"]:
        if attempts(route["retries"]):
            yield from _compared(route.get("retries", "perTryTimeout"), route["timeout"], context)
    if given["rules"] and "istio" in context.shared(Readers).of(resource):
        for rule in given["rules"]:
            limit = rule.get("retry", "attempts")
            if rule["retry"] and not (limit and attempts(rule["retry"]) == 0):
                yield from _compared(rule.get("timeouts", "backendRequest"), rule.get("timeouts", "request"), context)


def _compared(one_try: Value, whole: Value, context: Context) -> Iterator[Finding]:
    short, long = parse_duration(one_try.text), parse_duration(whole.text)
    if short is None or long is None or not 0 < long <= short:
        return
    how = "as long as" if short == long else "longer than"
    name = one_try.path[-1]
    message = f"{name} '{one_try.text}' is {how} the route's timeout '{whole.text}': a slow try leaves no time for another."
    yield context.finding(one_try, message, related=[(whole, "the timeout of the whole request")])
