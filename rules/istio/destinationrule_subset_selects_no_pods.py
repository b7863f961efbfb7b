"""Subsets whose labels no endpoint of the host carries."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.istio_subsets import Choice, IstioSubsets


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such subset, at its labels: a note where no route leads there."""
    subsets = context.shared(IstioSubsets)
    for subset in given["subsets"]:
        if subsets.choice(subset) is not Choice.NONE:
            continue
        labels = ", ".join(f"{key}={value}" for key, value in subset["labels"].mapping.items())
        routed = subsets.is_routed(subset)
        effect = "the routes to it fail" if routed else "it is empty, though no route that was read leads there"
        message = f"No workload behind '{subset.resource.at('spec', 'host').text}' carries '{labels}': {effect}."
        yield context.finding(subset["labels"].key, message, severity=Severity.ERROR if routed else Severity.NOTE)
