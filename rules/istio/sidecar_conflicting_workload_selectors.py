"""Sidecars that meet on a workload."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Targets
from meshlint.semantics.istio_policies import SelectorIndex, Subject, Subjects, are_labels
from meshlint.semantics.istio_sidecars import SIDECAR, selector_labels


class Selecting:
    """All Sidecars, by the labels they select."""

    def __init__(self, inventory: Inventory, _: Targets) -> None:
        self.index = SelectorIndex(inventory.of(SIDECAR), selector_labels)


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on the labels, for a Sidecar that shares a workload of its namespace with another."""
    labels = selector_labels(resource)
    if resource.namespace is None or not are_labels(labels):
        return
    for subject in context.shared(Subjects).labelled(labels.mapping, resource.namespace, resource):
        other = _other(resource, subject, context)
        if other is not None:
            message = f"The Sidecar '{other.name}' also selects '{subject.resource.name}': only the older of the two is used."
            yield context.finding(labels.key, message, related=[(selector_labels(other).key, "the other selector")])
            return


def _other(resource: Resource, subject: Subject, context: Context) -> Resource | None:
    if subject.namespace != resource.namespace:
        return None
    found = context.shared(Selecting).index.selecting(subject.labels, resource.namespace)
    return next((item for item in found if item.name != resource.name and item.shares_scope(resource)), None)
