"""Rules for overlapping hosts, in one namespace or several, that are not merged."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_rule_overlaps import RuleOverlaps


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, at the host, with one of the rules that overlap."""
    other = next(context.shared(RuleOverlaps).around(resource), None)
    if other is not None:
        host, rival = next(iter(given)), other.at("spec", "host")
        message = f"{other.full_name} is for '{rival.text}', overlapping with '{host.text}': a client gets only one of the two."
        yield context.finding(host, message, related=[(rival, "the rule that overlaps")])
