"""Hosts that more than one VirtualService claims for the same sidecars."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_virtual_hosts import IstioVirtualHosts


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such host, with the rival's."""
    for host, rival in context.shared(IstioVirtualHosts).mesh_rivals(resource):
        message = f"{rival.resource.full_name} is for the host '{host.text}' too: sidecars keep the older one and drop the other."
        yield context.finding(host, message, related=[(rival, "the other VirtualService for this host")])
