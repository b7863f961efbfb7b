"""Parent references that only the experimental channel tells apart."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_parents import Entry, addressed


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each entry that an earlier one equals but for its port."""
    for entries in addressed(resource).values():
        seen: dict[str, Entry] = {}
        for entry in entries:
            first = seen.setdefault(entry.section, entry)
            if first is not entry and first.port != entry.port and first.port and entry.port:
                message = f"'{entry.name}' is listed twice with different ports only: the standard channel refuses the route."
                yield context.finding(entry.value["port"], message, related=[(first.value["port"], "the first entry")])
