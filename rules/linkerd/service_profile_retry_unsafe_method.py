"""ServiceProfile routes that are retryable although their condition names a method that is not idempotent."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.linkerd_retries import repeated_writes


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such route, on `isRetryable`; a warning for gRPC methods, none for those that read by their name."""
    for route in given["routes"]:
        methods, called = repeated_writes(route)
        if methods.inverted or not methods.unsafe:
            continue
        named = " and ".join(f"'{method}'" for method in methods.unsafe)
        message = (
            f"The route takes {named} and is retryable, so that a request which was processed and then failed is sent again."
        )
        if called:
            message = f"The gRPC method '{called}' is retryable: a call that failed after its work was done is made again."
        yield context.finding(route["isRetryable"].key, message, severity=Severity.WARNING if called else None)
