"""Filters of a type that may stand only once."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.gateway_api_filters import filter_lists

_ONCE = frozenset(("RequestHeaderModifier", "ResponseHeaderModifier", "RequestRedirect", "URLRewrite", "CORS"))


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each filter whose type an earlier one of the list has."""
    for entries in filter_lists(resource):
        seen: dict[str, Value] = {}
        for entry in entries.items():
            kind = entry["type"]
            first = seen.setdefault(kind.text, kind)
            if kind.text in _ONCE and first is not kind:
                message = f"'{kind.text}' stands twice in one list of filters, so that the API server refuses the route."
                yield context.finding(kind, message, related=[(first, "the first of them")])
