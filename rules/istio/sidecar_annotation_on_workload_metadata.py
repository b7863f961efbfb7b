"""Annotations and the label for the injector, where the injector never looks."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value, workload_of
from meshlint.semantics.istio_annotations import INJECT, POD_PREFIXES, WRITTEN_BY_ISTIO

_METADATA = (("metadata",), ("spec", "jobTemplate", "metadata"))


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each key that the pod template does not have too."""
    workload = workload_of(resource)
    if workload is None:
        return
    template = workload.template["metadata"]
    for path in _METADATA:
        for key, value in _misplaced(resource.at(*path)):
            if not template["annotations"].has(key) and not template["labels"].has(key):
                kind = value.path[-2]
                yield context.finding(
                    value.key, f"The {str(kind)[:-1]} '{key}' has no effect here: the injector reads it on the pod template only."
                )


def _misplaced(metadata: Value) -> Iterator[tuple[str, Value]]:
    for key, value in metadata["annotations"].entries():
        if isinstance(key, str) and key.startswith(POD_PREFIXES) and key not in WRITTEN_BY_ISTIO:
            yield key, value
    for key, value in metadata["labels"].entries():
        if key == INJECT:
            yield key, value
