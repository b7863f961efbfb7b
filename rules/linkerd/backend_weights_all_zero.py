"""Routes inside a Linkerd mesh whose backends, two or more, can receive nothing."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_routes import Readers, Rollouts, all_weights_zero, is_redirect, rules


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each rule, on `backendRefs`."""
    for rule in rules(resource):
        if len(list(rule["backendRefs"].items())) < 2 or not all_weights_zero(rule) or is_redirect(rule):
            continue
        if "linkerd" not in context.shared(Readers).of(resource) or context.shared(Rollouts).manages(resource):
            return
        message = "Every backend of this rule has weight '0': the proxy has nothing to choose from, and the requests fail."
        yield context.finding(rule["backendRefs"].key, message)
