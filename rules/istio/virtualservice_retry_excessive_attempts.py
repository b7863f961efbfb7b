"""Retry policies with more attempts than the option allows, in routes that Istio's proxies run."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_routes import Readers


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each number of attempts above the limit."""
    if given["rules"] and "istio" not in context.shared(Readers).of(resource):
        return
    limit = context.option("limit")
    for attempts in given:
        number = attempts.integer
        if number is not None and number > limit:
            message = f"'attempts: {number}' turns one request into up to {number + 1}: load multiplies on a failing backend."
            yield context.finding(attempts, message)
