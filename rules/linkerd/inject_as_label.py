"""Annotations of Linkerd's that stand among the labels."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value, workload_of

_PREFIXES = ("config.linkerd.io/", "config.alpha.linkerd.io/", "config.beta.linkerd.io/")


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each label, on the object and on its pod template."""
    places = [resource.at("metadata", "labels")]
    workload = workload_of(resource)
    if workload is not None and workload.template.path:
        places.append(workload.template.get("metadata", "labels"))
    for labels in places:
        yield from _findings(labels, context)


def _findings(labels: Value, context: Context) -> Iterator[Finding]:
    for key, value in labels.entries():
        configures = key == "linkerd.io/inject" or key.startswith(_PREFIXES)
        if configures and key != "config.linkerd.io/admission-webhooks":
            yield context.finding(value.key, f"Linkerd reads '{key}' among the annotations: as a label it does nothing.")
