"""Annotations for pods that the injector does not take from a namespace."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.linkerd_annotations import annotations_of, known


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each annotation."""
    for _, key, value in annotations_of(resource):
        entry = known().get(key)
        if entry is not None and entry.on == ("pod",) and not entry.until:
            yield context.finding(value.key, f"Pods do not inherit '{key}' from their namespace: it has no effect here.")
