"""Ranges of statuses that the webhook refuses."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.linkerd_profiles import parts


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each range."""
    for name, part in parts(resource):
        if name == "status":
            yield from _range(part, context)


def _range(status: Value, context: Context) -> Iterator[Finding]:
    low, high = status["min"], status["max"]
    for bound in (low, high):
        if bound and not bound.is_templated and (bound.integer is None or not 100 <= bound.integer <= 599):
            yield context.finding(bound, f"'{bound.raw}' is no status between 100 and 599, and the webhook refuses the profile.")
            return
    if low.integer is not None and high.integer is not None and high.integer < low.integer:
        yield context.finding(
            high, f"The maximum '{high.raw}' is below the minimum '{low.raw}', and the webhook refuses the profile."
        )
