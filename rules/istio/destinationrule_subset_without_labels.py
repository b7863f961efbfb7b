"""Subsets without labels."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.istio_hosts import IstioHosts
from meshlint.semantics.istio_subsets import Choice, IstioSubsets


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such subset, at its name: a note where a policy or a sibling shows intent, else a warning."""
    host = resource.at("spec", "host")
    bare = [subset for subset in given["subsets"] if subset["name"].text and not subset["labels"].raw]
    if not bare or not context.shared(IstioHosts).entries(host):
        return
    siblings = any(context.shared(IstioSubsets).choice(subset) is Choice.SOME for subset in given["subsets"])
    for subset in bare:
        meant = siblings or bool(subset["trafficPolicy"].mapping)
        message = f"Subset '{subset['name'].text}' has no labels: it holds all endpoints of '{host.text}'."
        yield context.finding(subset["name"], message, severity=Severity.NOTE if meant else Severity.WARNING)
