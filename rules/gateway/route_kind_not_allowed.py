"""Parents of which no listener takes routes of this kind."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.gateway_api_attachment import Attachment


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each parent reference; a warning where an implementation may take HTTPRoutes behind terminated TLS."""
    for bond in context.shared(Attachment).refused(resource, lambda listener: listener.takes_kind(resource.kind)):
        listener = bond.named[0]
        extended = any(item.protocol == "TLS" and item.terminates and resource.kind == "HTTPRoute" for item in bond.named)
        message = (
            f"{bond.owner.kind} '{bond.owner.name}' takes no {resource.kind} there, so that the route is refused: "
            f"listener '{listener.name}' has the protocol {listener.protocol}"
            + (" and lists its kinds." if listener.value.get("allowedRoutes", "kinds").raw else ".")
        )
        severity = Severity.WARNING if extended else Severity.ERROR
        related = [(listener.value, "this listener decides what it takes")]
        yield context.finding(bond.parent.value["name"], message, severity=severity, related=related)
