"""Weights that look like percentages and do not add up to 100."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value

_WHOLE = 100
_NEAR = range(90, 111)
_PERCENTAGE = 10  # a weight from here on is taken for a percentage, smaller ones for a ratio


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each route, on its `route` key. Omitted, negative and all-zero weights are other rules' matter."""
    relative = context.target("istio", resource).at_least(1, 15)
    for route in given:
        weights = _weights(route)
        total = sum(weights)
        if len(weights) < 2 or min(weights) < 0 or total in (0, _WHOLE):
            continue
        written = f"The weights add up to {total} ({' + '.join(map(str, weights))}), not 100"
        if not relative:
            message = f"{written}: Istio refuses that until 1.14."
            yield context.finding(route.key, message, severity=Severity.ERROR)
        elif total in _NEAR or max(weights) >= _PERCENTAGE:
            shares = " / ".join(f"{100 * weight / total:.3g}" for weight in weights)
            yield context.finding(route.key, f"{written}: they are relative, so the real split is {shares} percent.")


def _weights(route: Value) -> list[int]:
    """The weights of all destinations; empty where one is left out or cannot be read."""
    weights = [item["weight"].integer for item in route.items()]
    known = [weight for weight in weights if weight is not None]
    return known if len(known) == len(weights) else []
