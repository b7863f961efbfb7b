"""Requests for a sidecar that the namespace overrules."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.istio_annotations import INJECT
from meshlint.semantics.istio_injection import NAMESPACE_LABEL, SYSTEM_NAMESPACES, SidecarInjection, inject_label


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for the pod's label."""
    workload = workload_of(resource)
    if workload is None or inject_label(workload) != "true" or workload.namespace in SYSTEM_NAMESPACES:
        return
    namespace = context.shared(SidecarInjection).namespace_labels(workload) or {}
    if namespace.get(NAMESPACE_LABEL, "enabled") != "enabled":
        label = workload.template.get("metadata", "labels", INJECT)
        message = (
            f"Namespace '{workload.namespace}' has '{NAMESPACE_LABEL}: {namespace[NAMESPACE_LABEL]}', which no pod can overrule."
        )
        yield context.finding(label, message)
