"""Parent references to ports on which nothing listens."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_attachment import Attachment, Bond
from meshlint.semantics.gateway_api_listeners import listeners


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each port that no variant of the parent has in the named section."""
    for bonds in context.shared(Attachment).bonds(resource):
        port, owner = bonds[0].parent.value["port"], bonds[0].owner
        if port.integer is None or any(bond.named or not _has_section(bond) for bond in bonds):
            continue
        section = bonds[0].parent.value["sectionName"].text
        where = f"Listener '{section}' of {owner.kind} '{owner.name}'" if section else f"{owner.kind} '{owner.name}'"
        message = f"{where} has no port {port.integer}, so that the route is refused."
        yield context.finding(port, message, related=[(owner.spec["listeners"].key, "the listeners that there are")])


def _has_section(bond: Bond) -> bool:
    section = bond.parent.value["sectionName"]
    return not section.text or any(listener.name == section.text for listener in listeners(bond.owner))
