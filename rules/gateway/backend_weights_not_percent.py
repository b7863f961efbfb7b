"""Weights of backends that add up to nearly a hundred."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_routes import Rollouts, rules

_NEAR = range(80, 121)
_LARGE = 10  # plain ratios, such as 3 to 1, are smaller


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each rule, on its backends."""
    if context.shared(Rollouts).manages(resource):
        return
    for rule in rules(resource):
        backends = list(rule["backendRefs"].items())
        weights = [weight for backend in backends if (weight := backend["weight"].integer) is not None]
        if len(weights) < 2 or len(weights) < len(backends) or max(weights) < _LARGE:
            continue
        if sum(weights) in _NEAR and sum(weights) != 100:
            share = round(100 * weights[0] / sum(weights))
            message = f"The weights add up to {sum(weights)}: '{weights[0]}' is {share} per cent of the traffic."
            yield context.finding(rule["backendRefs"].key, message)
