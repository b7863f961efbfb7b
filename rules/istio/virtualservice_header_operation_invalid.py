"""Header operations that the webhook refuses."""

from __future__ import annotations

import re

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value

_COMMAND = re.compile(r"%%|%[A-Z0-9_]+(?:\([^()]*\))?(?::\d+)?%")


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each operation."""
    for headers in given:
        for direction in ("request", "response"):
            for operation in ("set", "add"):
                for name, value in headers.get(direction, operation).entries():
                    yield from _name(name, value, direction == "request", context)
                    yield from _value(name, value, context)
            for item in headers.get(direction, "remove").items():
                yield from _name(item.text, item, False, context)


def _name(name: str, at: Value, may_be_host: bool, context: Context) -> Iterator[Finding]:
    is_host = name.lower() in ("host", ":authority")
    if name.startswith(":") or is_host:
        if not (is_host and may_be_host):
            place = at if isinstance(at.path[-1], int) else at.key
            yield context.finding(place, f"The header '{name}' cannot be changed here: Istio refuses the route.")
    elif not name and at.exists:
        yield context.finding(at, "The name of a header is empty: Istio refuses the route.")


def _value(name: str, value: Value, context: Context) -> Iterator[Finding]:
    if value.text and not value.is_templated and "%" in _COMMAND.sub("", value.text):
        message = f"The value of '{name}' has a '%' that belongs to no command: Istio refuses the route; write '%%' for the sign."
        yield context.finding(value, message)
