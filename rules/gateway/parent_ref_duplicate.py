"""Parent references that repeat one another."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_parents import Entry, addressed


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each entry that an earlier one equals in every respect."""
    for entries in addressed(resource).values():
        seen: dict[tuple[str, int | None], Entry] = {}
        for entry in entries:
            first = seen.setdefault((entry.section, entry.port), entry)
            if first is not entry:
                message = f"'{entry.name}' is listed twice with the same section, so that the API server refuses the route."
                yield context.finding(entry.value["name"], message, related=[(first.value["name"], "the first entry")])
