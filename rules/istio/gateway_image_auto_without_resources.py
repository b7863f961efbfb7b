"""Gateways by injection whose container says nothing of resources."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, workload_of
from meshlint.semantics.istio_injection import SidecarInjection, proxy_containers
from meshlint.semantics.limit_ranges import supplied_limits


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a container with the image 'auto' and neither requests nor limits."""
    workload = workload_of(resource)
    proxies = proxy_containers(workload) if workload is not None else []
    if workload is None or not proxies or "gateway" not in context.shared(SidecarInjection).templates(workload):
        return
    for container in proxies:
        resources = container["resources"]
        if container["image"].text != "auto" or resources["limits"].mapping or resources["requests"].mapping:
            continue
        covered = {"cpu", "memory"} <= supplied_limits(workload, context.inventory)
        yield context.finding(
            container["name"],
            "The gateway template adds no resources, so this proxy runs without requests and limits.",
            severity=Severity.NOTE if covered else None,
        )
