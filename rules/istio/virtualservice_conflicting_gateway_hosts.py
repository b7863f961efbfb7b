"""Hosts for which several VirtualServices give one Gateway routes that the order decides about."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Path, Resource
from meshlint.semantics.istio_virtual_hosts import IstioVirtualHosts


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such host, with the rival's."""
    reported: set[Path] = set()
    for gateway, host, rival in context.shared(IstioVirtualHosts).gateway_rivals(resource):
        if host.path not in reported:
            reported.add(host.path)
            overlap = f"for '{host.text}' at Gateway '{gateway}' that overlap with these: the older ones win"
            message = f"{rival.resource.full_name} has routes {overlap}."
            yield context.finding(host, message, related=[(rival, "the other VirtualService for this host")])
