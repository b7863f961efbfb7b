"""Hosts whose definitions disagree about the protocol of a port."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Path, Resource
from meshlint.semantics.istio_service_entries import ServiceEntries


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each port, on its protocol, that another entry of the host speaks differently."""
    reported: set[Path] = set()
    for host, shared in context.shared(ServiceEntries).shared_ports(resource):
        if shared.protocols_differ and shared.port.path not in reported:
            reported.add(shared.port.path)
            mine, other = shared.protocols
            where = f"'{shared.other.resource.name}' says {other}"
            message = (
                f"Port {shared.port['number'].raw} of '{host.text}' speaks {mine} here, and {where}: only one of the two is used."
            )
            yield context.finding(
                shared.port["protocol"], message, related=[(shared.other["protocol"], "the other protocol of this port")]
            )
