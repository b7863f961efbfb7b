"""Statuses below 500 in `retry.linkerd.io/http`."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.linkerd_retries import HTTP, annotation, parse_statuses

_MAY_CHANGE = frozenset((408, 425, 429))


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each annotation, an error where responses that are no failures are repeated."""
    condition = annotation(resource, HTTP)
    statuses = {status for low, high in parse_statuses(condition.text) or () for status in range(low, min(high, 499) + 1)}
    pointless = sorted(statuses - _MAY_CHANGE)
    if not pointless:
        return
    if pointless[0] < 400:
        message = f"'{condition.text}' covers responses from {pointless[0]} on: requests that succeeded are sent again."
        yield context.finding(condition, message, severity=Severity.ERROR)
    else:
        message = f"'{condition.text}' covers {pointless[0]}, an answer that a second try does not change."
        yield context.finding(condition, message)
