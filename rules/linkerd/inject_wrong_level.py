"""Annotations for pods on the metadata of what makes the pods."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.linkerd_annotations import known
from meshlint.semantics.linkerd_injection import INJECT, LinkerdMesh


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each annotation that the pod template does not repeat."""
    workload = workload_of(resource)
    if workload is None or not workload.template.path:
        return
    namespace = context.shared(LinkerdMesh).namespace_of(workload)
    asked = namespace.annotations.get(INJECT) if namespace is not None else None
    for key, text in resource.annotations.items():
        entry = known().get(key)
        if entry is not None and "pod" in entry.on and key not in workload.annotations and not (key == INJECT and text == asked):
            place = resource.at("metadata", "annotations", key)
            yield context.finding(place.key, f"Linkerd reads '{key}' from the pods: on the {resource.kind} it does nothing.")
