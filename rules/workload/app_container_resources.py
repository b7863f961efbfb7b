"""Applications of a mesh without resources of their own."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Severity, Targets, Value, Workload, workload_of
from meshlint.semantics.autoscalers import AUTOSCALER, pod_metrics, scaled_workloads
from meshlint.semantics.limit_ranges import supplied_limits
from meshlint.semantics.mesh_sidecars import MeshSidecars

_PROXIES = frozenset(("istio-proxy", "linkerd-proxy", "consul-dataplane", "kuma-sidecar"))


class _Scaled:
    """The workloads that an autoscaler scales by the usage of whole pods."""

    def __init__(self, inventory: Inventory, _targets: Targets) -> None:
        scaling = [item for item in inventory.of(AUTOSCALER) if pod_metrics(item)]
        self.resources = {id(workload.resource) for item in scaling for workload in scaled_workloads(item, inventory)}


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each container; a warning where an autoscaler depends on its requests."""
    workload = workload_of(resource)
    if workload is None or not context.shared(MeshSidecars).injecting(workload):
        return
    supplied = supplied_limits(workload, context.inventory)
    if {"cpu", "memory"} <= supplied:
        return
    scaled = id(resource) in context.shared(_Scaled).resources
    for container in _applications(workload):
        missing = _missing(container, supplied)
        if missing:
            effect = "an autoscaler depends on them" if scaled else "the scheduler sees the proxy's only"
            message = f"This container has no {', '.join(missing)}, and {effect}."
            yield context.finding(container["name"], message, severity=Severity.WARNING if scaled else None)


def _applications(workload: Workload) -> list[Value]:
    return [item for item in workload.pod_spec["containers"].items() if item["name"].text not in _PROXIES and item["name"]]


def _missing(container: Value, supplied: set[str]) -> list[str]:
    resources = container["resources"]
    lacking = [f"requests.{name}" for name in ("cpu", "memory") if name not in supplied and not _requested(resources, name)]
    if "memory" not in supplied and not resources.get("limits", "memory"):
        lacking.append("limits.memory")
    return lacking


def _requested(resources: Value, name: str) -> bool:
    return bool(resources.get("requests", name)) or bool(resources.get("limits", name))
