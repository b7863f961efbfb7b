"""Parents whose listeners have no hostname in common with the route."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_attachment import Attachment, hostnames


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each parent reference, among the listeners that take the route's namespace and kind."""
    names = hostnames(resource)
    attachment = context.shared(Attachment)
    for bonds in attachment.bonds(resource) if names else ():
        taking = [item for bond in bonds for item in bond.named if attachment.may_take(item, resource)]
        if not taking or any(listener.takes_hostname(name) for listener in taking for name in names):
            continue
        served = ", ".join(f"'{name}'" for name in dict.fromkeys(listener.hostname for listener in taking))
        owner = bonds[0].owner
        message = f"{owner.kind} '{owner.name}' serves {served} there, and no hostname of the route: it is refused."
        related = [(taking[0].value["hostname"], "the hostname of the listener")]
        yield context.finding(bonds[0].parent.value["name"], message, related=related)
