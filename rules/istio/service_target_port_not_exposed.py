"""Target ports without a container that declares them."""

from __future__ import annotations

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
    names = {port["name"].text for port in declared} | _INJECTED_NAMES
    numbers = {port["containerPort"].integer for port in declared}
    for port in resource.at("spec", "ports").items() if workloads else ():
        target, at = target_port(port), port["targetPort"] if port["targetPort"] else port["port"]
        if isinstance(target, str) and not at.is_templated and not target.isdigit() and target not in names:
            message = f"No container behind this Service has a port named '{target}': the Service has no endpoints."
            yield context.finding(at, message, severity=Severity.ERROR)
        elif isinstance(target, int) and declared and target not in numbers and context.is_audit:
            message = f"No container behind this Service declares port {target}: unless one listens there anyway, calls fail."
            yield context.finding(at, message)


def _ports(workload: Workload) -> Iterator[Value]:
    for container in workload.containers():
        if "initContainers" not in container.path or container["restartPolicy"].text == "Always":
            yield from container["ports"].items()
