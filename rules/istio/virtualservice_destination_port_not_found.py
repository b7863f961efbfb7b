"""Destination ports that the Service or ServiceEntry does not list."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_hosts import IstioHosts, port_numbers
from meshlint.semantics.istio_routes import destinations


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each destination, at the number."""
    hosts = context.shared(IstioHosts)
    for destination in destinations(resource):
        port = destination.get("port", "number")
        number = port.integer
        if number is None:
            continue
        entries = hosts.beside(destination["host"])
        known = port_numbers(entries)
        if known and number not in known:
            owner = entries[0].resource
            listed = ", ".join(map(str, sorted(known)))
            target = _as_target(owner, number)
            hint = f" {number} is the targetPort of its port {target}." if target is not None else ""
            message = f"{owner.full_name} has no port {number}, only {listed}: requests fail.{hint}"
            yield context.finding(port, message, related=[(owner.at("spec", "ports"), "the ports of this host")])


def _as_target(owner: Resource, number: int) -> int | None:
    """The port whose targetPort has that number, if one has."""
    ports: Iterator[Value] = owner.at("spec", "ports").items()
    return next((port["port"].integer for port in ports if port["targetPort"].integer == number), None)
