"""Names that two ports of a Gateway share."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on the name, for each port that is called like an earlier one."""
    first: dict[str, Value] = {}
    for name in given["names"]:
        if not name.text or name.is_templated:
            continue
        earlier = first.setdefault(name.text, name)
        if earlier is not name:
            message = f"Another server's port is called '{name.text}' too: the Gateway is refused."
            yield context.finding(name, message, related=[(earlier, "the first port of that name")])
