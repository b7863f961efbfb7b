"""Pods that ask for a sidecar where nobody listens."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, workload_of
from meshlint.semantics.istio_annotations import INJECT
from meshlint.semantics.istio_injection import (
    NAMESPACE_LABEL,
    SYSTEM_NAMESPACES,
    SidecarInjection,
    Verdict,
    inject_label,
    is_already_injected,
)

_ASKED = frozenset(("y", "yes", "true", "on"))


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for the annotation; a note, and in the audit profile only, where the namespace was not read."""
    workload = workload_of(resource)
    if workload is None or workload.annotations.get(INJECT, "").lower() not in _ASKED or inject_label(workload) is not None:
        return
    if workload.host_network or workload.namespace in SYSTEM_NAMESPACES or is_already_injected(workload):
        return
    injection = context.shared(SidecarInjection)
    verdict = injection.verdict(workload)
    if verdict is Verdict.NO and NAMESPACE_LABEL not in (injection.namespace_labels(workload) or {}):
        message = f"No webhook selects these pods: the namespace has no injection label, and '{INJECT}' is no label here."
        yield context.finding(workload.annotation(INJECT).key, message)
    elif verdict is Verdict.UNKNOWN and context.is_audit:
        message = f"Webhooks select by labels: unless the namespace has one, the annotation '{INJECT}' does nothing."
        yield context.finding(workload.annotation(INJECT).key, message, severity=Severity.NOTE)
