"""Annotations that look like Istio's and are not."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_annotations import (
    ANNOTATIONS,
    LABELS,
    UNREGISTERED,
    is_istio_annotation,
    nearest,
    written_annotations,
)


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each unknown key, on the object and on its pod template."""
    for key, _, value in written_annotations(resource):
        if not is_istio_annotation(key) or key in ANNOTATIONS or key in UNREGISTERED or _is_internal(key):
            continue
        yield context.finding(value.key, f"{_what(key)}, so it has no effect{_hint(key)}.")


def _what(key: str) -> str:
    return f"'{key}' is a label, not an annotation" if key in LABELS else f"Istio knows no annotation '{key}'"


def _hint(key: str) -> str:
    meant = "" if key in LABELS else nearest(key)
    return f"; '{meant}' is meant, perhaps" if meant else ""


def _is_internal(key: str) -> bool:
    return key.startswith("internal.istio.io/")
