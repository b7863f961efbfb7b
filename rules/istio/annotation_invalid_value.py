"""Annotations of pods with values that fail at admission."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.istio_annotation_values import refusal
from meshlint.semantics.istio_injection import SidecarInjection, Verdict


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each value that is refused."""
    workload = workload_of(resource)
    if workload is None:
        return
    for key, value in workload.template.get("metadata", "annotations").entries():
        if not isinstance(value.raw, str) or value.is_templated:
            continue
        wanted = refusal(key, value.raw)
        if wanted and context.shared(SidecarInjection).verdict(workload) is not Verdict.NO:
            shown = " ".join(value.raw.split())[:60]
            yield context.finding(value, f"'{shown}' is not {wanted}: the injector refuses it, and no pod is created.")
