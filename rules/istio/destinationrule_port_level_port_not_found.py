"""Settings of DestinationRules for ports that the host does not have."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_hosts import IstioHosts, port_numbers


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such number. A pattern stands for many services, of which one may have the port."""
    host = resource.at("spec", "host")
    if not host.text or "*" in host.text or host.is_templated:
        return
    entries = context.shared(IstioHosts).beside(host)
    known = port_numbers(entries)
    for number in given if known else ():
        if number.integer is not None and known and number.integer not in known:
            owner = entries[0].resource
            target = next((port for port in entries[0].ports if port["targetPort"].integer == number.integer), None)
            listed = ", ".join(map(str, sorted(known)))
            hint = f" {number.integer} is the targetPort of its port {target['port'].raw}." if target is not None else ""
            message = f"{owner.full_name} has no port {number.integer}, only {listed}: these settings are never used.{hint}"
            yield context.finding(number, message, related=[(owner.at("spec", "ports"), "the ports of this host")])
