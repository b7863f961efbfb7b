"""Destinations, mirrors included, that the webhook refuses."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_names import is_domain, is_label
from meshlint.semantics.istio_routes import entries, is_host

_PORTS = range(1, 65536)


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each value, or for each entry without a destination."""
    for _protocol, entry in entries(resource):
        for item in entry["route"].items():
            yield from _entry(item, context)
        yield from _destination(entry["mirror"], context)
        yield from _share(entry["mirrorPercentage"], context)
        for item in entry["mirrors"].items():
            yield from _entry(item, context)
            yield from _share(item["percentage"], context)


def _entry(item: Value, context: Context) -> Iterator[Finding]:
    if item.mapping and not item["destination"]:
        yield context.finding(item, "The entry has no destination: Istio refuses the route.")
    yield from _destination(item["destination"], context)


def _destination(destination: Value, context: Context) -> Iterator[Finding]:
    host, subset, port = destination["host"], destination["subset"], destination.get("port", "number")
    if is_host(host.text) and (host.text == "*" or not is_domain(host.text)):
        yield context.finding(host, f"'{host.text}' is no host to send to: Istio refuses the route.")
    if subset.text and not subset.is_templated and not is_label(subset.text):
        yield context.finding(subset, f"The subset '{subset.text}' is not named by a DNS label: Istio refuses the route.")
    if port.integer is not None and port.integer not in _PORTS:
        yield context.finding(port, f"The port '{port.integer}' lies outside 1 to 65535: Istio refuses the route.")


def _share(percentage: Value, context: Context) -> Iterator[Finding]:
    number = percentage["value"].number
    if number is not None and not 0 <= number <= 100:
        yield context.finding(percentage["value"], f"'{number}' percent lies outside 0 to 100: Istio refuses the mirror.")
