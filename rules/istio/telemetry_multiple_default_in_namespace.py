"""Telemetry resources of which only one holds for a namespace."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Targets
from meshlint.semantics.istio_overlaps import Overlaps
from meshlint.semantics.istio_policies import Subjects, match_labels, target_refs


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding, on its name, for each resource without selector and targetRefs that is not alone in its namespace."""
    meeting = context.shared(_overlaps).of(resource)
    if meeting is not None:
        message = f"{meeting.other.full_name} is for all of namespace '{resource.namespace}' too, and only one of the two counts."
        yield context.finding(
            resource.at("metadata", "name"), message, related=[(meeting.other.at("metadata", "name"), "the other")]
        )


def _overlaps(inventory: Inventory, targets: Targets) -> Overlaps:
    wide = [item for item in inventory.of("Telemetry.telemetry.istio.io") if not match_labels(item).raw and not target_refs(item)]
    return Overlaps(wide, inventory.shared(Subjects, targets))
