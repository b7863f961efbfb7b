"""Sidecars for workloads that are not there."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_policies import Subjects, are_labels
from meshlint.semantics.istio_sidecars import selector_labels


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on the labels, when no workload of the namespace carries them and some of its workloads were read."""
    labels = selector_labels(resource)
    if not are_labels(labels):
        return
    subjects = context.shared(Subjects)
    if subjects.labelled(labels.mapping, resource.namespace, resource):
        return
    others = resource.namespace is not None and subjects.labelled({}, resource.namespace, resource)
    if context.complete or (others and not context.inventory.templated_kinds & _RENDERED):
        shown = ", ".join(f"{key}={value}" for key, value in sorted(labels.mapping.items()))
        message = f"No workload of the namespace carries the labels '{shown}': this Sidecar is for nobody."
        yield context.finding(labels.key, message)


_RENDERED = frozenset(("Deployment", "StatefulSet", "DaemonSet", "Pod"))
