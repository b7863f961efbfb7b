"""Values of `retry.linkerd.io/*` that Linkerd does not take."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.linkerd_retries import GRPC, GRPC_STATUSES, HTTP, LIMIT, parse_limit, parse_statuses


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each annotation that does not parse."""
    effect = (
        "Linkerd ignores the retry annotations"
        if resource.kind in ("Service", "EgressNetwork")
        else "the webhook refuses the route"
    )
    for found in given:
        for key in (HTTP, GRPC, LIMIT):
            value = found[key]
            if value.raw is not None and isinstance(value.raw, str) and not value.is_templated and not _holds(key, value):
                yield context.finding(value, f"'{value.text}' is {_expected(key, value)}; {effect}.")


def _holds(key: str, value: Value) -> bool:
    if key == HTTP:
        return parse_statuses(value.text) is not None
    if key == GRPC:
        return GRPC_STATUSES.issuperset(value.text.lower().split(","))
    return parse_limit(value.text) is not None


def _expected(key: str, value: Value) -> str:
    if key == LIMIT:
        return "no number from 0 to 65535"
    if any(item != item.strip() for item in value.text.split(",")):
        return "no list that Linkerd reads, as it does not trim blanks"
    return (
        "no list of HTTP statuses, '5xx' and 'gateway-error'" if key == HTTP else f"no list of {', '.join(sorted(GRPC_STATUSES))}"
    )
