"""Rules whose backends can receive nothing."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_routes import Readers, Rollouts, all_weights_zero, is_redirect, rules


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each rule, on `backendRefs`.

    Linkerd ignores the weight of a lone backend, and has a rule of its own for several: where that speaks, this one does not.
    """
    for rule in rules(resource):
        if not all_weights_zero(rule) or is_redirect(rule):
            continue
        readers = context.shared(Readers).of(resource)
        if readers == {"linkerd"} or context.shared(Rollouts).manages(resource):
            return
        if "linkerd" in readers and len(list(rule["backendRefs"].items())) > 1:
            continue
        yield context.finding(
            rule["backendRefs"].key, "Every backend of this rule has weight '0', and every request it takes fails."
        )
