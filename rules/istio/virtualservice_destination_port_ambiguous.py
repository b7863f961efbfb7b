"""Destinations without port whose service has several."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value
from meshlint.semantics.istio_hosts import IstioHosts, port_numbers
from meshlint.semantics.istio_listeners import IstioListeners
from meshlint.semantics.istio_routes import entries, is_host


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each destination, at its host: an error where a gateway's port is none of the service's.

    Where all ports on which requests can come in exist on the service, the route works: that is said in the audit profile only.
    """
    hosts = context.shared(IstioHosts)
    for _protocol, entry in entries(resource):
        for item in entry["route"].items():
            destination = item["destination"]
            host = destination["host"]
            if destination["port"] or not is_host(host.text):
                continue
            found = hosts.entries(host)
            ports = port_numbers(found)
            if ports and all(len(definition.ports) > 1 for definition in found):
                yield from _judged(entry, host, ports, context)


def _judged(entry: Value, host: Value, ports: frozenset[int], context: Context) -> Iterator[Finding]:
    listeners = context.shared(IstioListeners)
    listed = ", ".join(map(str, sorted(ports)))
    start = f"'{host.text}' has the ports {listed}, and the destination names none"
    lost = sorted(listeners.gateway_ports(entry) - ports)
    if lost:
        message = f"{start}: requests that come in at the gateway's port {lost[0]} lead nowhere."
        yield context.finding(host, message, severity=Severity.ERROR)
    elif not listeners.are_within(entry, ports):
        yield context.finding(host, f"{start}: which one is taken depends on the port of the caller.")
    elif context.is_audit:
        message = f"{start}: it takes the port on which a request comes in."
        yield context.finding(host, message, severity=Severity.NOTE)
