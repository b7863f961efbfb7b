"""PeerAuthentications of which only the oldest is in force."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Targets
from meshlint.semantics.istio_mtls import PEER_AUTHENTICATION
from meshlint.semantics.istio_overlaps import Overlaps
from meshlint.semantics.istio_policies import Subjects, match_labels


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each policy that meets another, on its selector or its name."""
    meeting = context.shared(_overlaps).of(resource)
    if meeting is None:
        return
    selector = match_labels(resource)
    if meeting.subject is not None:
        both = f"both select the pods of {meeting.subject.resource.full_name}"
    else:
        both = "both select the same labels" if selector.mapping else f"both are for all of namespace '{resource.namespace}'"
    other = meeting.other
    where = resource.at("spec", "selector").key if selector.mapping else resource.at("metadata", "name")
    theirs = other.at("spec", "selector").key if selector.mapping else other.at("metadata", "name")
    message = f"This policy and {other.full_name} meet: {both}, and only the older one counts."
    yield context.finding(where, message, related=[(theirs, "the other policy")])


def _overlaps(inventory: Inventory, targets: Targets) -> Overlaps:
    return Overlaps(inventory.of(PEER_AUTHENTICATION), inventory.shared(Subjects, targets))
