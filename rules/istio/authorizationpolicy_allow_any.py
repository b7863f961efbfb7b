"""ALLOW rules that restrict nothing."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_policies import action
from meshlint.semantics.patterns import compile_pattern

_EVERYTHING = {
    "methods": frozenset(("*",)),
    "hosts": frozenset(("*",)),
    "paths": frozenset(("*", "/*", "/{**}")),
    "ipBlocks": frozenset(("0.0.0.0/0",)),
    "remoteIpBlocks": frozenset(("0.0.0.0/0",)),
}


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each rule of an ALLOW policy that every request satisfies."""
    open_rules = [rule for rule in given["rules"] if _is_met_by_all(rule)] if action(resource) == "ALLOW" else []
    if not open_rules or compile_pattern(context.option("intended"), ignore_case=True).found_in(resource.name):
        return
    for rule in open_rules:
        what = "without 'from', 'to' and 'when'" if not rule.mapping else "whose conditions every request meets"
        yield context.finding(rule, f"A rule {what} allows everything: other ALLOW rules for these workloads have no effect.")


def _is_met_by_all(rule: Value) -> bool:
    stated = isinstance(rule.raw, dict) and not rule["when"].raw
    return stated and _takes_all(rule["from"], "source") and _takes_all(rule["to"], "operation")


def _takes_all(entries: Value, key: str) -> bool:
    """Whether `from` or `to` are left out, or one of their alternatives takes whatever comes."""
    if not entries.raw:
        return True
    return any(_is_open(entry[key]) for entry in entries.items())


def _is_open(alternative: Value) -> bool:
    fields = [(name, values) for name, values in alternative.entries() if values.raw]
    return bool(fields) and all(
        name in _EVERYTHING and any(item.text in _EVERYTHING[name] for item in values.items()) for name, values in fields
    )
