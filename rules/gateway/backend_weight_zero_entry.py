"""Backends that get nothing, beside others that do."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_routes import Rollouts, weight

_ROLES = ("canary", "primary", "preview", "stable")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each entry with weight 0, where no rollout is known to set the weights."""
    if context.shared(Rollouts).manages(resource):
        return
    for rule in resource.spec["rules"].items():
        entries = list(rule["backendRefs"].items())
        if not any(weight(entry) for entry in entries):
            continue
        for entry in entries:
            name = entry["name"].text
            if weight(entry) == 0 and not any(role in name for role in _ROLES):
                yield context.finding(entry["weight"], f"'{name}' gets no requests, and its reference still has to be valid.")
