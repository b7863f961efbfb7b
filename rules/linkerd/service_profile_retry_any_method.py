"""ServiceProfile routes that are retryable and whose condition leaves the method open."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.linkerd_retries import repeated_writes


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such route, on `isRetryable`."""
    for route in given["routes"]:
        methods, called = repeated_writes(route)
        if not methods.inverted:
            continue
        if called:
            message = f"The gRPC method '{called}' is retryable: a call that failed after its work was done is made again."
        else:
            named = " and ".join(methods.unsafe)
            message = (
                f"The condition does not keep {named} off this retryable route, so that a write which failed late is repeated."
            )
        yield context.finding(route["isRetryable"].key, message)
