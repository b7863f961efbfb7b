"""TCP ports that nothing but their number tells apart."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_service_entries import ServiceEntries


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each port that speaks TCP, or does not say, of an entry that has and gets no address."""
    spec = resource.spec
    if any(spec["addresses"].items()) or any(resource.at("status", "addresses").items()) or spec["addresses"].is_templated:
        return
    if spec["resolution"].is_templated or context.shared(ServiceEntries).gets_addresses(resource):
        return
    for port in spec["ports"].items():
        protocol, number = port["protocol"], port["number"].integer
        if number is not None and (not protocol or protocol.text.upper() in ("", "TCP")):
            reason = f"speaks '{protocol.text}'" if protocol.text else "states no protocol"
            message = (
                f"Port '{number}' {reason}, and the entry has no address: it takes every TCP connection to that port number."
            )
            yield context.finding(protocol if protocol else port["number"], message)
