"""Matches that an earlier rule of the same route takes."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value
from meshlint.semantics.gateway_api_rivals import Claim, Form, claims


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each match; a note where the later rule does the same, or is the rule of the first match."""
    seen: dict[Form, Claim] = {}
    for accepted, claim in claims(resource):
        first = seen.setdefault(accepted, claim)
        if first is claim:
            continue
        within = first.rule.path == claim.rule.path
        harmless = within or _action(first.rule) == _action(claim.rule)
        outcome = "it adds nothing" if harmless else "the rule gets no requests by it"
        where = "an earlier match of the rule" if within else "a match of an earlier rule"
        at = claim.match if claim.match else claim.rule
        severity = Severity.NOTE if harmless else Severity.WARNING
        related = [(first.match if first.match else first.rule, "the match that wins")]
        yield context.finding(at, f"The match equals {where}: {outcome}.", severity=severity, related=related)


def _action(rule: Value) -> tuple[object, object]:
    return rule["backendRefs"].raw, rule["filters"].raw
