"""Services without pods, as far as files can tell."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_injection import SYSTEM_NAMESPACES
from meshlint.semantics.istio_policies import Subjects, are_labels

_RENDERED = frozenset(("Deployment", "StatefulSet", "DaemonSet", "Pod"))
_PROGRESSIVE = ("-primary", "-canary", "-preview", "-stable")  # made by rollout controllers, or steered by them
_ROLLOUT = "rollouts-pod-template-hash"
_SPLITS = ("TrafficSplit.split.smi-spec.io",)
_EXTERNAL = "ExternalWorkload.workload.linkerd.io"
_FORMER = ("Deployment.extensions", "DaemonSet.extensions", "ReplicaSet.extensions")  # the API server has forgotten these kinds


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a Service beside workloads of its namespace, none of which has its labels."""
    selector = resource.at("spec", "selector")
    if not are_labels(selector) or _ROLLOUT in selector.mapping or resource.name.endswith(_PROGRESSIVE):
        return
    if resource.namespace in SYSTEM_NAMESPACES:
        return
    if resource.at("spec", "type").text == "ExternalName" or not _RENDERED.isdisjoint(context.inventory.templated_kinds):
        return
    subjects = context.shared(Subjects)
    workloads = (item.resource for item in subjects.in_namespace(resource.namespace) if item.workload is not None)
    if not any(item.shares_scope(resource) for item in workloads):
        return
    if not subjects.labelled(selector.mapping, resource.namespace, resource) and not _is_only_a_name(resource, context):
        wanted = ", ".join(f"{key}={value}" for key, value in selector.mapping.items())
        yield context.finding(
            selector, f"No workload of the namespace that was read has the labels {wanted}: the Service has no endpoints."
        )


def _is_only_a_name(service: Resource, context: Context) -> bool:
    """Whether a split takes the Service for the name of its traffic, or something that is no workload stands behind it."""
    splits = (item for kind in _SPLITS for item in context.inventory.in_namespace(kind, service.namespace))
    if any(item.at("spec", "service").text.partition(".")[0] == service.name for item in splits):
        return True
    selector = service.at("spec", "selector").mapping.items()
    former = (item for kind in _FORMER for item in context.inventory.in_namespace(kind, service.namespace))
    if any(selector <= item.at("spec", "template", "metadata", "labels").mapping.items() for item in former):
        return True
    return any(selector <= item.labels.items() for item in context.inventory.in_namespace(_EXTERNAL, service.namespace))
