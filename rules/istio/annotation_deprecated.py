"""Annotations that Istio has given up."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.istio_annotations import INJECT, REPLACEMENTS, written_annotations


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each deprecated annotation; none for the injection one where the label says it too."""
    workload = workload_of(resource)
    labelled = workload is not None and INJECT in workload.template.get("metadata", "labels").mapping
    for key, _, value in written_annotations(resource):
        if key in REPLACEMENTS and not (key == INJECT and labelled):
            instead = f"; use {REPLACEMENTS[key]}" if REPLACEMENTS[key] else " and will stop working"
            yield context.finding(value.key, f"The annotation '{key}' is deprecated{instead}.")
