"""Labels in namespaces of the cluster's own."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value, workload_of
from meshlint.semantics.istio_annotations import INJECT
from meshlint.semantics.istio_injection import DATAPLANE_MODE, NAMESPACE_LABEL, REVISION_LABEL, SYSTEM_NAMESPACES, inject_label
from meshlint.semantics.istio_mesh import IstioMesh


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for the label; a note for the control plane's own namespace."""
    workload = workload_of(resource)
    if workload is not None:
        if workload.namespace in SYSTEM_NAMESPACES and inject_label(workload) == "true":
            yield _finding(workload.template.get("metadata", "labels", INJECT), workload.namespace or "", context)
        return
    labels = resource.at("metadata", "labels")
    if resource.name in SYSTEM_NAMESPACES:
        for key in (NAMESPACE_LABEL, REVISION_LABEL):
            if labels[key].text not in ("", "disabled") and resource.labels.get(DATAPLANE_MODE) != "ambient":
                yield _finding(labels[key], resource.name, context)
                return
    elif resource.name == context.shared(IstioMesh).root_namespace and labels[NAMESPACE_LABEL].text == "enabled":
        message = f"'{resource.name}' holds the control plane: its own pods refuse injection, and add-ons get a sidecar."
        yield context.finding(labels[NAMESPACE_LABEL], message, severity=Severity.NOTE)


def _finding(label: Value, namespace: str, context: Context) -> Finding:
    return context.finding(label, f"The injector ignores namespace '{namespace}': its pods never get a sidecar.")
