"""Annotations that the target release no longer reads."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Release, Resource
from meshlint.semantics.linkerd_annotations import annotations_of, known


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each annotation."""
    for _, key, value in annotations_of(resource):
        entry = known().get(key)
        last = Release.parse(entry.until) if entry is not None and entry.until else None
        if last is not None and context.target("linkerd", resource) > last:
            yield context.finding(value.key, f"Linkerd reads '{key}' up to release {last}, and ignores it since.")
