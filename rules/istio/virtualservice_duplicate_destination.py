"""Entries of one route that lead to the same destination."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_hosts import IstioHosts
from meshlint.semantics.istio_routes import is_host


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each entry that repeats an earlier one; entries that set other headers are different."""
    for route in given:
        seen: dict[str, Value] = {}
        for item in route.items():
            host = item["destination"]["host"]
            if not is_host(host.text):
                continue
            key = _identity(item, context)
            if key in seen:
                message = f"'{_shown(item)}' is listed twice in this route: the weights add up, and nothing is split."
                yield context.finding(host, message, related=[(seen[key], "the first entry")])
            seen.setdefault(key, host)


def _identity(item: Value, context: Context) -> str:
    destination = item["destination"]
    host = destination["host"]
    name = context.shared(IstioHosts).full_name(host.text, host.resource.namespace)
    return repr((name.lower(), destination["subset"].raw, destination.get("port", "number").raw, item["headers"].raw))


def _shown(item: Value) -> str:
    host, subset = item["destination"]["host"].text, item["destination"]["subset"].text
    return f"{host}, subset {subset}" if subset else host
