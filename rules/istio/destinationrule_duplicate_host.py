"""Rules of one namespace for one host, of which parts are dropped."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.istio_destinations import subset_names
from meshlint.semantics.istio_rule_overlaps import RuleOverlaps


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding at the host: an error where a policy or subset is dropped, a note where both parts are kept."""
    overlaps = context.shared(RuleOverlaps)
    found = [(_lost(resource, other), other) for other in overlaps.duplicates(resource)]
    if not found:
        return
    lost, other = max(found, key=lambda item: bool(item[0]))
    severity = Severity.NOTE if not lost else Severity.ERROR if overlaps.same_exports(resource, other) else Severity.WARNING
    effect = f"{lost} of the newer one is dropped" if lost else "their settings are joined"
    host = next(iter(given))
    message = f"{other.full_name} is for the host '{host.text}' too: {effect}."
    yield context.finding(host, message, severity=severity, related=[(other.at("spec", "host"), "the other rule for this host")])


def _lost(one: Resource, other: Resource) -> str:
    if all(item.at("spec", "trafficPolicy").mapping for item in (one, other)):
        return "the traffic policy"
    shared = sorted(set(subset_names([one])) & set(subset_names([other])))
    return f"subset '{shared[0]}'" if shared else ""
