"""Namespaces whose labels contradict each other."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_injection import DATAPLANE_MODE, NAMESPACE_LABEL, REVISION_LABEL


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding, at the label that loses; none where injection is disabled."""
    labels = resource.labels
    if labels.get(NAMESPACE_LABEL, "enabled") != "enabled":
        return
    place = resource.at("metadata", "labels")
    if NAMESPACE_LABEL in labels and REVISION_LABEL in labels:
        message = f"'{NAMESPACE_LABEL}' wins over '{REVISION_LABEL}': revision '{labels[REVISION_LABEL]}' injects nothing here."
        yield context.finding(place[REVISION_LABEL].key, message, related=[(place[NAMESPACE_LABEL].key, "this label wins")])
    elif labels.get(DATAPLANE_MODE) == "ambient" and (NAMESPACE_LABEL in labels or REVISION_LABEL in labels):
        other = NAMESPACE_LABEL if NAMESPACE_LABEL in labels else REVISION_LABEL
        message = (
            f"'{other}' asks for sidecars and '{DATAPLANE_MODE}' for ambient mode: pods with a sidecar are not in ambient mode."
        )
        yield context.finding(place[DATAPLANE_MODE].key, message, related=[(place[other].key, "the other label")])
