"""Retry policies of CiliumEnvoyConfigs, of routes and of virtual hosts, that can repeat a write."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Path, Resource, Severity
from meshlint.semantics.cilium_envoy import routes, unsafe_retries
from meshlint.semantics.envoy_retries import GRPC
from meshlint.semantics.http_methods import NONE


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding a policy, for the first route that it counts for and that takes writes; a warning for gRPC statuses alone."""
    reported: set[Path] = set()
    for route in routes(resource):
        policy = route.retry_policy
        conditions = unsafe_retries(policy) if policy.path not in reported else []
        methods = route.methods if conditions else NONE
        if not methods.unsafe:
            continue
        reported.add(policy.path)
        writes = " and ".join(methods.unsafe)
        who = f"No match keeps {writes} off the route" if methods.inverted else f"The route takes {writes}"
        shown = ", ".join(conditions)
        message = f"{who}, and retries on '{shown}' can repeat a request that was already processed."
        yield context.finding(policy.key, message, severity=Severity.WARNING if GRPC.issuperset(conditions) else None)
