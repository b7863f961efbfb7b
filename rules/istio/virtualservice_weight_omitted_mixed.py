"""Destinations without weight in a list where others have one."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each route, on its `route` key."""
    for entry in given:
        items = list(entry["route"].items())
        weighted = any((item["weight"].integer or 0) > 0 for item in items)
        shadows = [entry["mirror"].raw, *(item["destination"].raw for item in entry["mirrors"].items())]
        omitted = [item["destination"] for item in items if not item["weight"] and item["destination"].raw not in shadows]
        if weighted and omitted:
            message = f"{_named(omitted[0])} has no weight and counts as 0 beside the others: it gets no traffic, not the rest."
            yield context.finding(entry["route"].key, message)


def _named(destination: Value) -> str:
    host, subset = destination["host"].text, destination["subset"].text
    return f"Subset '{subset}' of '{host}'" if subset else f"Destination '{host}'"
