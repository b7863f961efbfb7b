"""Known annotations on objects from which they are not read."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.linkerd_annotations import MANAGED, Known, annotations_of, known

_OBJECTS = {"pod": "pods", "namespace": "namespaces", "service": "Services", "egress": "EgressNetworks", "route": "routes"}


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each annotation."""
    for level, key, value in annotations_of(resource):
        entry = known().get(key)
        if entry is not None and _misplaced(entry, level):
            where = " and ".join(_OBJECTS[name] for name in entry.on if name in _OBJECTS)
            yield context.finding(value.key, f"Linkerd reads '{key}' from {where}: here it has no effect.")


def _misplaced(entry: Known, level: str) -> bool:
    if MANAGED in entry.on or entry.is_label or level in entry.on or (level == "route" and entry.name.startswith("balancer.")):
        return False
    if level == "workload":  # what is for pods has a rule of its own
        return "pod" not in entry.on
    return not (level == "namespace" and entry.on == ("pod",))
