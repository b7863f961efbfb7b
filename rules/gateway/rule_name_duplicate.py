"""Names that two rules share."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each rule whose name an earlier one has."""
    seen: dict[str, Value] = {}
    for rule in resource.spec["rules"].items():
        name = rule["name"]
        if not name.text or name.is_templated:
            continue
        first = seen.setdefault(name.text, name)
        if first is not name:
            message = f"Two rules have the name '{name.text}', so that the API server refuses the route."
            yield context.finding(name, message, related=[(first, "the first of them")])
