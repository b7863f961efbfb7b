"""Rules behind a Gateway that have nowhere to send requests."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.gateway_api_references import LISTENER_OWNERS, named_parents

_ANSWERS = ("RequestRedirect", "ExtensionRef")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each rule, or for a route without rules."""
    if not any(parent.kind in LISTENER_OWNERS for parent in named_parents(resource)):
        return
    rules = resource.spec["rules"]
    for rule in rules.items():
        if not rule["backendRefs"].raw and not _answers(rule):
            yield context.finding(rule, "The rule has no backends and no redirect: its requests are answered 500.")
    if rules.raw in (None, []) and resource.kind in ("HTTPRoute", "GRPCRoute"):
        yield context.finding(resource.spec.key, "The route has no rules, so that every request is answered 500.")


def _answers(rule: Value) -> bool:
    return any(item["type"].text in _ANSWERS or item["type"].is_templated for item in rule["filters"].items())
