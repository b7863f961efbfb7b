"""Matches that repeat, or are covered by, a match of an earlier route."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.istio_reachability import shadowed


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each match, with the one that covers it."""
    for shadow in shadowed(resource):
        how = "states the same as" if shadow.equal else "is covered by"
        effect = "; no other match of the route is left" if shadow.whole_route and not shadow.equal else ""
        severity = Severity.WARNING if effect else Severity.NOTE
        message = f"This match {how} a match of an earlier route, which takes its requests{effect}."
        yield context.finding(shadow.later, message, severity=severity, related=[(shadow.earlier, "the earlier match")])
