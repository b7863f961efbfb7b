"""Placeholders for an image in pods that no webhook selects."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Severity, workload_of
from meshlint.semantics.istio_injection import SidecarInjection, Verdict, proxy_containers


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a container that stays 'auto'. In a cluster's dump, a namespace that was not read is unlabelled."""
    workload = workload_of(resource)
    containers = [item for item in proxy_containers(workload) if item["image"].text == "auto"] if workload is not None else []
    if workload is None or not containers:
        return
    verdict = context.shared(SidecarInjection).verdict(workload)
    if verdict is Verdict.NO:
        yield context.finding(containers[0]["image"], "No webhook injects this pod, so the image 'auto' is pulled as it stands.")
    elif verdict is Verdict.UNKNOWN and _is_dump(context.inventory):
        message = "Neither the pod nor a namespace that was read asks for injection: the image 'auto' is pulled as it stands."
        yield context.finding(containers[0]["image"], message, severity=Severity.WARNING)


def _is_dump(inventory: Inventory) -> bool:
    webhooks = inventory.of("MutatingWebhookConfiguration.admissionregistration.k8s.io")
    return inventory.has("Namespace") and any(item.name.startswith("istio-sidecar-injector") for item in webhooks)
