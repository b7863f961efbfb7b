"""Parent references to one object, some with and some without a section."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_parents import addressed


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each entry without section or port whose parent another entry names with one, or the other way round."""
    for entries in addressed(resource).values():
        first = entries[0]
        for entry in entries[1:]:
            if entry.names_section != first.names_section:
                message = (
                    f"'{entry.name}' is listed twice, and only one entry names a section or port, "
                    "so that the API server refuses the route."
                )
                yield context.finding(entry.value["name"], message, related=[(first.value["name"], "the first entry")])
                break
