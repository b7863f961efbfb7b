"""`retry` of HTTPRoutes that Linkerd implements."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_routes import Readers


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each `retry`, where Linkerd alone reads the route."""
    if context.shared(Readers).of(resource) == {"linkerd"}:
        for retry in given["retry"]:
            if retry:
                yield context.finding(retry.key, "Linkerd does not read this field: requests of the route are not retried.")
