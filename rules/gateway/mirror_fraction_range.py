"""Fractions of mirrors that are above one."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_filters import rule_filters

_DEFAULT = 100


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each numerator that exceeds its denominator; a denominator below one is no fraction at all."""
    for rule in resource.spec["rules"].items():
        for mirror in rule_filters(rule, "requestMirror"):
            numerator, below = mirror.get("fraction", "numerator"), mirror.get("fraction", "denominator")
            denominator = below.integer if below else _DEFAULT
            if numerator.integer is not None and denominator is not None and 0 < denominator < numerator.integer:
                message = (
                    f"{numerator.integer}/{denominator} is more than every request, so that the API server refuses the route."
                )
                yield context.finding(numerator, message)
