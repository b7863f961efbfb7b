"""Addresses of a Gateway that repeat one another."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each address that an earlier one equals in type and value; empty values ask for any address."""
    seen: dict[tuple[str, str], Value] = {}
    for address in resource.spec["addresses"].items():
        value = address["value"]
        if not value.text or value.is_templated:
            continue
        first = seen.setdefault((address["type"].text or "IPAddress", value.text), value)
        if first is not value:
            message = f"The address '{value.text}' is listed twice, so that the API server refuses the Gateway."
            yield context.finding(value, message, related=[(first, "the first of them")])
