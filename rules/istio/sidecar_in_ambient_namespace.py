"""Sidecar resources without a sidecar."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_ambient import AmbientMesh
from meshlint.semantics.istio_injection import NAMESPACE_LABEL, REVISION_LABEL
from meshlint.semantics.istio_policies import Subjects
from meshlint.semantics.istio_sidecars import selector_labels


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a Sidecar that only ambient pods could follow."""
    ambient = context.shared(AmbientMesh)
    namespace = ambient.namespace_labels(resource.namespace, resource)
    if namespace is None:
        return
    selector = selector_labels(resource)
    subjects = context.shared(Subjects)
    workloads = [
        item.workload
        for item in subjects.labelled(selector.mapping, resource.namespace, resource)
        if item.workload is not None and item.namespace == resource.namespace
    ]
    if any(not ambient.is_ambient(item) for item in workloads):
        return
    if selector.mapping:
        if workloads:
            yield context.finding(
                selector, "Every pod that this selector matches is in ambient mode, without a sidecar to configure."
            )
    elif ambient.namespace_is_ambient(resource.namespace, resource) and not _injected(namespace):
        message = f"Namespace '{resource.namespace}' is in ambient mode: its pods have no sidecar to configure."
        yield context.finding(resource.at("metadata", "name"), message)


def _injected(namespace: dict[str, str]) -> bool:
    return namespace.get(NAMESPACE_LABEL) == "enabled" or bool(namespace.get(REVISION_LABEL))
