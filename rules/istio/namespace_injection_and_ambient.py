"""Workloads between the two data planes."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value, Workload, workload_of
from meshlint.semantics.istio_ambient import AmbientMesh
from meshlint.semantics.istio_annotations import INJECT, STATUS
from meshlint.semantics.istio_injection import (
    DATAPLANE_MODE,
    NAMESPACE_LABEL,
    SYSTEM_NAMESPACES,
    SidecarInjection,
    inject_label,
    proxy_containers,
)


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a workload that is told to be in both."""
    workload = workload_of(resource)
    if workload is None or not context.shared(AmbientMesh).is_labelled_ambient(workload):
        return
    injection = context.shared(SidecarInjection)
    if workload.host_network or workload.namespace in SYSTEM_NAMESPACES or "gateway" in injection.templates(workload):
        return
    found = _sidecar(workload, injection)
    if found is not None:
        at, reason = found
        yield context.finding(
            at.key if at.exists else at, f"{reason}, and its pods are told to be in ambient mode: the sidecar wins."
        )


def _sidecar(workload: Workload, injection: SidecarInjection) -> tuple[Value, str] | None:
    proxies = proxy_containers(workload)
    if workload.annotation(STATUS).exists:
        return workload.annotation(STATUS), "The workload carries a sidecar already"
    if proxies:
        return proxies[0]["name"], "The workload has a container 'istio-proxy'"
    metadata = workload.template["metadata"]
    if inject_label(workload) == "true":
        return metadata.get("labels", INJECT), f"'{INJECT}' asks for a sidecar"
    namespace = injection.namespace_labels(workload) or {}
    refused = inject_label(workload) == "false" or workload.annotations.get(INJECT) == "false"
    if namespace.get(NAMESPACE_LABEL) == "enabled" and not refused:
        return metadata.get("labels", DATAPLANE_MODE), "The namespace is labelled for sidecars"
    return None
