"""Routes with more matches than the API allows in all."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource

_MOST = 128


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on `rules`."""
    count = sum(1 for rule in resource.spec["rules"].items() for _match in rule["matches"].items())
    if count > _MOST:
        message = f"The rules have {count} matches in all: the API server refuses a route with more than {_MOST}."
        yield context.finding(resource.spec["rules"].key, message)
