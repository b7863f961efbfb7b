"""Retries whose tries do not fit into the timeout of the route."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.durations import parse_duration
from meshlint.semantics.envoy_retries import NEVER_PROCESSED
from meshlint.semantics.istio_retries import attempts, split_conditions

_FIRST_PAUSE = 0.025  # seconds; Envoy's base interval, doubled with each retry


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each route, at the number of attempts."""
    for route in given["routes"]:
        retries = route["retries"]
        conditions = split_conditions(retries["retryOn"].text)
        if conditions and set(conditions) <= NEVER_PROCESSED:
            continue  # these come at once, so that no try is slow
        needed = _needed(retries)
        limit = parse_duration(route["timeout"].text)
        one_try = parse_duration(retries["perTryTimeout"].text)
        if needed is not None and limit and one_try and one_try < limit < needed:
            message = (
                f"{attempts(retries) + 1} tries may take {needed:.3g} s, and the route ends after '{route['timeout'].text}'."
            )
            yield context.finding(retries["attempts"], message, related=[(route["timeout"], "the timeout of the whole request")])


def _needed(retries: Value) -> float | None:
    one_try, number = parse_duration(retries["perTryTimeout"].text), attempts(retries)
    if not one_try or not 0 < number < 30:
        return None
    pause = parse_duration(retries["backoff"].text) or _FIRST_PAUSE
    return one_try * (number + 1) + pause * ((1 << number) - 1)
