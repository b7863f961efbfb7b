"""Target ports without a container that declares them."""

from __future__ import annotations

from collections.abc import Sequence

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value, Workload
from meshlint.semantics.istio_service_ports import MeshServices, is_of_gateway, target_port

_INJECTED_NAMES = frozenset(("http-envoy-prom", "mesh-metrics", "linkerd-proxy", "linkerd-admin", "status-port"))


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """An error for a missing name; a warning for a missing number, in the audit profile only: a port need not be declared."""
    services = context.shared(MeshServices)
    if is_of_gateway(resource) or services.namespaces.is_control_plane(resource.namespace or ""):
        return
    workloads = services.workloads(resource)
    declared = [port for workload in workloads for port in _ports(workload)]
    for port in resource.at("spec", "ports").items() if workloads else ():
        target, at = target_port(port), port["targetPort"] if port["targetPort"] else port["port"]
        if isinstance(target, str) and not _is_named(target, declared) and not at.is_templated and not target.isdigit():
            message = f"No container behind this Service has a port named '{target}': the Service has no endpoints."
            yield context.finding(at, message, severity=Severity.ERROR)
        elif isinstance(target, int) and context.is_audit and declared and not _is_numbered(target, declared):
            message = f"No container behind this Service declares port {target}: unless one listens there anyway, calls fail."
            yield context.finding(at, message)


def _is_named(name: str, declared: list[Value]) -> bool:
    return name in _INJECTED_NAMES or any(port["name"].raw == name for port in declared)


def _is_numbered(number: int, declared: list[Value]) -> bool:
    return any(port["containerPort"].integer == number for port in declared)


def _ports(workload: Workload) -> Sequence[Value]:
    """What is declared by containers and native sidecars, but not by containers that are gone when the pods are ready."""
    if not workload.pod_spec.has("initContainers"):
        return workload.ports()
    serving = (
        item for item in workload.containers() if "initContainers" not in item.path or item["restartPolicy"].text == "Always"
    )
    return [port for container in serving for port in container["ports"].items()]
