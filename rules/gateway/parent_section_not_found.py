"""Parent references to listeners that do not exist."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.gateway_api_attachment import Attachment
from meshlint.semantics.gateway_api_listeners import listeners
from meshlint.semantics.suggestions import perhaps


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each section that no variant of the parent has; a warning where the parent is of another kustomization.

    What is applied separately may be of another time: an archive, or a step that follows.
    """
    for bonds in context.shared(Attachment).bonds(resource):
        section, owner = bonds[0].parent.value["sectionName"], bonds[0].owner
        known = [listener for bond in bonds for listener in listeners(bond.owner)]
        names = [listener.name for listener in known]
        hidden = any(listener.value["name"].is_templated for listener in known)
        if section.text and not section.is_templated and not hidden and section.text not in names:
            message = f"{owner.kind} '{owner.name}' has no listener '{section.text}', so that the route is refused."
            related = [(owner.spec["listeners"].key, "the listeners that there are")]
            severity = None if any(bond.owner.shares_scope(resource) for bond in bonds) else Severity.WARNING
            yield context.finding(section, message + perhaps(section.text, names), severity=severity, related=related)
