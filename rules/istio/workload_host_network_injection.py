"""Pods that injection passes over without a word."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.istio_annotations import INJECT
from meshlint.semantics.istio_injection import SYSTEM_NAMESPACES, SidecarInjection, Verdict, inject_label


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a pod that asks itself; for one whose namespace asks, outside the default profile only."""
    workload = workload_of(resource)
    if workload is None or not workload.host_network or workload.namespace in SYSTEM_NAMESPACES:
        return
    asks = inject_label(workload)
    if asks == "true":
        yield context.finding(
            workload.pod_spec["hostNetwork"], f"'{INJECT}' asks for a sidecar, which pods on the host's network never get."
        )
    elif asks is None and workload.annotations.get(INJECT) != "false" and context.scan.profile > context.rule.profile:
        injection = context.shared(SidecarInjection)
        namespace = injection.namespace_labels(workload) or {}
        if injection.namespace_verdict(namespace, resource) is Verdict.YES:
            message = "The namespace is injected, but pods on the host's network never get a sidecar."
            yield context.finding(workload.pod_spec["hostNetwork"], message)
