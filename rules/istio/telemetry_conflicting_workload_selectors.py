"""Telemetry resources with a selector that meet on a pod."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Targets
from meshlint.semantics.istio_overlaps import Overlaps
from meshlint.semantics.istio_policies import Subjects, match_labels, target_refs


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on its selector, for each resource that meets another."""
    meeting = context.shared(_overlaps).of(resource)
    for labels in given["labels"]:
        if meeting is not None and labels.mapping:
            pods = f"the pods of {meeting.subject.resource.full_name}" if meeting.subject is not None else "the same labels"
            message = f"{meeting.other.full_name} selects {pods} too, and only one of the two counts."
            theirs = meeting.other.at("spec", "selector", "matchLabels")
            yield context.finding(labels, message, related=[(theirs, "the other selector")])


def _overlaps(inventory: Inventory, targets: Targets) -> Overlaps:
    selecting = [item for item in inventory.of("Telemetry.telemetry.istio.io") if match_labels(item) and not target_refs(item)]
    return Overlaps(selecting, inventory.shared(Subjects, targets))
