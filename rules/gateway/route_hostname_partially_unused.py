"""Hostnames of accepted routes that no listener serves."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_attachment import Attachment, hostnames


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such name, where every parent of the route was read."""
    names = hostnames(resource)
    attachment = context.shared(Attachment)
    if len(names) < 2 or len(attachment.bonds(resource)) < len(list(resource.spec["parentRefs"].items())):
        return
    taking = attachment.attached(resource)
    for value in resource.spec["hostnames"].items() if taking else ():
        if not any(listener.takes_hostname(value.text) for listener in taking):
            yield context.finding(
                value, f"No listener of the route's Gateways serves '{value.text}': requests for it find no route."
            )
