"""ServiceProfile routes that are retryable and whose condition leaves the method open."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.linkerd_retries import has_condition, names_rpc, profile_methods


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such route, on `isRetryable`."""
    for route in given["routes"]:
        if route["isRetryable"].raw is not True or not has_condition(route["condition"]):
            continue
        methods = profile_methods(route)
        if not methods.inverted or not methods.unsafe:
            continue
        if names_rpc(route["condition"]):
            message = (
                "The route is a retryable gRPC method: unless it only reads, a call that failed after its work is done twice."
            )
        else:
            named = " and ".join(methods.unsafe)
            message = (
                f"The condition does not keep {named} off this retryable route, so that a write which failed late is repeated."
            )
        yield context.finding(route["isRetryable"].key, message)
