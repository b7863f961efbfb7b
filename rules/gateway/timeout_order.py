"""Timeouts of one attempt that exceed the timeout of the request."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.durations import parse_duration


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each rule whose `backendRequest` is the longer one."""
    for rule in resource.spec["rules"].items():
        whole, attempt = rule.get("timeouts", "request"), rule.get("timeouts", "backendRequest")
        bound, seconds = parse_duration(whole.text), parse_duration(attempt.text)
        if bound and seconds and seconds > bound:
            message = f"An attempt may take '{attempt.text}', the whole request '{whole.text}': the API server refuses the route."
            yield context.finding(attempt, message, related=[(whole, "the timeout of the request")])
