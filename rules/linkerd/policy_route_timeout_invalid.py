"""Timeouts that the webhook refuses."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.durations import parse_duration


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each timeout that is no duration, or is longer than what it is a part of."""
    for timeouts in given["timeouts"]:
        seconds: dict[str, float] = {}
        for key in ("request", "backendRequest"):
            value = timeouts[key]
            if not value.text or value.is_templated:
                continue
            parsed = parse_duration(value.text)
            if parsed is None or parsed < 0:
                yield context.finding(
                    value, f"'{value.text}' is no duration such as '1500ms', and the webhook refuses the route."
                )
            else:
                seconds[key] = parsed
        if len(seconds) == 2 and seconds["backendRequest"] > seconds["request"]:
            attempt, request = timeouts["backendRequest"], timeouts["request"]
            message = (
                f"A try of '{attempt.text}' does not fit into a request of '{request.text}', and the webhook refuses the route."
            )
            yield context.finding(attempt, message)
