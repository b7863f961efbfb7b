"""BackendTrafficPolicies whose retries can repeat a write of the routes that they target."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.envoy_retries import gateway_conditions, unsafe_conditions
from meshlint.semantics.gateway_retries import TrafficPolicies
from meshlint.semantics.gateway_routes import reaching_methods


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding a policy, on `retry`; a Gateway of which no route was read is taken to carry every method."""
    retry = resource.spec["retry"]
    if not retry or retry["numRetries"].integer == 0:
        return
    conditions, codes = gateway_conditions(retry)
    has_codes = any(code not in (425, 429) for code in codes)
    unsafe = unsafe_conditions(conditions, grpc=False, has_codes=has_codes)
    if not unsafe:
        return
    policies = context.shared(TrafficPolicies)
    open_rules = [
        (rule, methods.unsafe) for route, rule in policies.covered(resource) if (methods := reaching_methods(route, rule)).unsafe
    ]
    if not open_rules and not policies.targets_unread(resource):
        return
    shown = ", ".join("'503'" if item == "retriable-status-codes" and codes == [503] else f"'{item}'" for item in unsafe)
    message = f"Requests that end in {shown} are sent again, whatever their method: a write that was processed is done twice."
    related = [(rule, f"This rule takes {' and '.join(methods)}.") for rule, methods in open_rules[:1]]
    yield context.finding(retry.key, message, related=related)
