"""Destinations, mirrors included, whose subset no DestinationRule in effect defines."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value, is_placeholder
from meshlint.semantics.istio_destinations import IstioDestinations, subset_names
from meshlint.semantics.istio_hosts import IstioHosts
from meshlint.semantics.istio_routes import destinations
from meshlint.semantics.suggestions import perhaps


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each missing subset of a host, where it is first written."""
    seen: set[tuple[str, str]] = set()
    for destination in destinations(resource):
        subset = destination["subset"]
        reference = (destination["host"].text, subset.text)
        if subset.text and not subset.is_templated and reference not in seen:
            seen.add(reference)
            yield from _missing(destination, context)


def _missing(destination: Value, context: Context) -> Iterator[Finding]:
    rules, host, subset = context.shared(IstioDestinations), destination["host"], destination["subset"]
    applying = rules.applying(host)
    defined = subset_names(applying)
    if subset.text in defined or any(is_placeholder(name) for name in defined):
        return
    if applying:
        has = f"defines only '{', '.join(defined)}'" if defined else "defines no subsets"
        message = f"{_named(applying)} {has}, not '{subset.text}' of host '{host.text}': requests fail."
        message += perhaps(subset.text, defined)
        yield context.finding(subset, message, related=[(applying[0].at("spec", "host"), "the rule in effect for this host")])
        return
    hidden = [rule for rule in rules.covering(host) if subset.text in subset_names([rule])]
    if hidden:
        reason = f"{hidden[0].full_name} defines it, but Istio does not consult it for clients in '{host.resource.namespace}'"
        related = [(hidden[0].at("spec", "host"), "the rule that defines the subset")]
        yield context.finding(subset, f"No subset '{subset.text}' of host '{host.text}': {reason}.", related=related)
    elif rules.would_be_read(destination.resource):
        message = f"No DestinationRule for the host '{host.text}' defines the subset '{subset.text}': requests fail."
        certain = context.complete or bool(context.shared(IstioHosts).entries(host))
        yield context.finding(subset, message, severity=Severity.ERROR if certain else Severity.WARNING)


def _named(rules: list[Resource]) -> str:
    """DestinationRules as the subject of a sentence: variants of one have the same name, and many are not listed."""
    first, *others = dict.fromkeys(rule.full_name for rule in rules)
    return f"{first} (and {len(others)} more for the host)" if others else first
