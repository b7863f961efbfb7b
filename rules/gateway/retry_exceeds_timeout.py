"""Retries whose attempts or pauses use up the timeout of the whole request."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.durations import parse_duration
from meshlint.semantics.gateway_routes import rules


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each rule, on the timeout of an attempt, or on the pause between two."""
    for rule in rules(resource):
        retry, request = rule["retry"], rule["timeouts"]["request"]
        whole, attempts = parse_duration(request.text), retry["attempts"].integer
        if not retry or attempts == 0 or not whole or whole < 0:
            continue
        related = [(request, "The timeout of the whole request.")]
        single = rule["timeouts"]["backendRequest"]
        if (parse_duration(single.text) or 0) >= whole:
            message = (
                f"One attempt may take '{single.text}', all of the request's '{request.text}': it leaves no time for a retry."
            )
            yield context.finding(single, message, related=related)
        elif attempts is not None and _pauses(retry, attempts) >= whole:
            message = f"{attempts} pauses of '{retry['backoff'].text}' use up the request's '{request.text}': attempts are lost."
            yield context.finding(retry["backoff"], message, related=related)


def _pauses(retry: Value, attempts: int) -> float:
    return attempts * (parse_duration(retry["backoff"].text) or 0)
