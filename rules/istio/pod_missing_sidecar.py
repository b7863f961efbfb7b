"""Pods out of a cluster that escaped injection."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.istio_injection import NAMESPACE_LABEL, SidecarInjection, Verdict, is_from_cluster, proxy_containers


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a dumped pod; one that a person wrote is injected when it is created."""
    workload = workload_of(resource)
    if workload is None or not is_from_cluster(resource) or proxy_containers(workload):
        return
    injection = context.shared(SidecarInjection)
    namespace = injection.namespace_labels(workload) or {}
    if namespace.get(NAMESPACE_LABEL) == "enabled" and injection.verdict(workload) is Verdict.YES:
        yield context.finding(
            resource.at("metadata", "name"),
            "The namespace is labelled for injection, but this pod was created without a sidecar.",
        )
