"""Mirrors that copy every request of a rule, writes included."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.gateway_api_filters import rule_filters
from meshlint.semantics.gateway_routes import rule_methods

_WRITES = ("POST", "PUT", "PATCH", "DELETE")
_HUNDRED = 100


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each mirror of all requests in a rule that takes writes; gRPC has no methods to tell."""
    for rule in resource.spec["rules"].items():
        methods = rule_methods(rule) if resource.kind == "HTTPRoute" else None
        writes = "calls that write" if methods is None else ", ".join(item for item in _WRITES if item in methods)
        for mirror in rule_filters(rule, "requestMirror") if writes else ():
            if _is_full(mirror):
                message = f"The rule takes {writes}, and every request is sent to '{mirror['backendRef']['name'].text}' as well."
                yield context.finding(mirror.key, message)


def _is_full(mirror: Value) -> bool:
    percent, fraction = mirror["percent"], mirror["fraction"]
    if percent:
        return percent.integer == _HUNDRED
    if not fraction:
        return True
    below = fraction["denominator"].integer if fraction["denominator"] else _HUNDRED
    return fraction["numerator"].integer is not None and fraction["numerator"].integer == below
