"""Rules with a backend without weight beside one whose weight is 10 or more."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each backend without a weight."""
    for rule in given["rules"]:
        backends = list(rule["backendRefs"].items())
        total = sum(backend["weight"].number or 0 for backend in backends)
        if any((backend["weight"].number or 0) >= 10 for backend in backends):
            for backend in backends:
                if not backend["weight"] and backend.mapping:
                    unsaid = f"The weight left out is 1, beside {total:g} for the others"
                    yield context.finding(backend, f"{unsaid}: '{backend['name'].text}' gets almost nothing.")
