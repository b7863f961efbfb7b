"""Lone backends of weight 0 on routes that Linkerd reads."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_routes import Readers, rules


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each rule, on the weight."""
    for rule in rules(resource):
        backends = list(rule["backendRefs"].items())
        if len(backends) == 1 and backends[0]["weight"].number == 0 and "linkerd" in context.shared(Readers).of(resource):
            name = backends[0]["name"].text
            yield context.finding(backends[0]["weight"], f"Linkerd ignores a lone weight: '{name}' receives every request.")
