"""ServiceProfile routes that are retryable although their condition names a method that is not idempotent."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.linkerd_retries import has_condition, names_rpc, profile_methods


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such route, on `isRetryable`; a warning for gRPC, which sends every call as POST."""
    for route in given["routes"]:
        if route["isRetryable"].raw is not True or not has_condition(route["condition"]):
            continue
        methods = profile_methods(route)
        if methods.inverted or not methods.unsafe:
            continue
        rpc = names_rpc(route["condition"])
        named = " and ".join(f"'{method}'" for method in methods.unsafe)
        message = (
            f"The route takes {named} and is retryable, so that a request which was processed and then failed is sent again."
        )
        if rpc:
            message = (
                "The route is a retryable gRPC method: unless it only reads, a call that failed after its work is done twice."
            )
        yield context.finding(route["isRetryable"].key, message, severity=Severity.WARNING if rpc else None)
