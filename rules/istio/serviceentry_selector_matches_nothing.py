"""ServiceEntries without endpoints, as nothing is selected."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_policies import Subjects, are_labels

_RENDERED = frozenset(("Deployment", "StatefulSet", "DaemonSet", "Pod", "WorkloadEntry"))


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on the labels, when no workload of the namespace carries them and some of its workloads were read."""
    labels = resource.at("spec", "workloadSelector", "labels")
    subjects = context.shared(Subjects)
    if not are_labels(labels) or subjects.labelled(labels.mapping, resource.namespace, resource):
        return
    others = resource.namespace is not None and subjects.labelled({}, resource.namespace, resource)
    if context.complete or (others and not context.inventory.templated_kinds & _RENDERED):
        shown = ", ".join(f"{key}={value}" for key, value in labels.mapping.items())
        yield context.finding(
            labels.key, f"No workload of the namespace carries the labels '{shown}': the host has no endpoints."
        )
