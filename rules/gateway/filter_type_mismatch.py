"""Filters whose type and settings do not go together."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_filters import SETTINGS, filter_lists


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for settings that are missing, and one for those of another type."""
    for entries in filter_lists(resource):
        for entry in entries.items():
            kind = entry["type"]
            if kind.is_templated:
                continue
            wanted = SETTINGS.get(kind.text, "")
            if wanted and not entry[wanted]:
                message = f"The filter is of type '{kind.text}' and has no '{wanted}', so that the API server refuses the route."
                yield context.finding(kind, message)
            for key, settings in entry.entries():
                if key in SETTINGS.values() and key != wanted and settings:
                    named = f"is of type '{kind.text}'" if kind.text else "has no type"
                    message = f"'{key}' stands in a filter that {named}, so that the API server refuses the route."
                    yield context.finding(settings.key, message)
