"""Ports that are opaque to clients and not to servers, or the other way round."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value, Workload
from meshlint.semantics.linkerd_injection import LinkerdMesh
from meshlint.semantics.linkerd_policies import SERVER, Servers, server_port_covers
from meshlint.semantics.linkerd_ports import OPAQUE_PORTS, covers, opaque_list


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """At most one finding for each port of a Service, on its annotation where it has one."""
    selector, inventory, mesh = resource.spec["selector"].mapping, context.inventory, context.shared(LinkerdMesh)
    if not selector or resource.spec["clusterIP"].text == "None" or not mesh.is_present:
        return
    selected = [item for item in inventory.selected(selector, resource.namespace) if item.resource.shares_scope(resource)]
    pods = [item for item in selected if mesh.injection(item) is not None]
    own = opaque_list(resource, resource.annotations, inventory) if pods else ""
    for port in resource.spec["ports"].items() if pods else ():
        if port["protocol"].raw in (None, "TCP") and not port["appProtocol"]:
            yield from _compare(port, own, pods, context)


def _compare(port: Value, own: str, pods: list[Workload], context: Context) -> Iterator[Finding]:
    service, number = port.resource, port["port"].integer
    for workload in pods:
        target, name = _target(port, workload)
        theirs = opaque_list(workload.resource, workload.annotations, context.inventory)
        disagree = target is not None and covers(own, number) != covers(theirs, target, name)
        if target is not None and disagree and not _server_decides(workload, target, context):
            at = service.at("metadata", "annotations", OPAQUE_PORTS)
            side = "Service" if covers(own, number) else f"pods of '{workload.resource.name}'"
            message = f"Port '{number}' is opaque to the {side} only: client and server disagree on the protocol."
            yield context.finding(at if at.exists else port, message, related=[(workload.template["metadata"], "The pods.")])
            return


def _target(port: Value, workload: Workload) -> tuple[int | None, str]:
    """The container's port behind a Service's, by number, and its name."""
    wanted = port["targetPort"] if port["targetPort"] else port["port"]
    for item in workload.ports():
        if item["containerPort"].integer is not None and wanted.raw in (item["containerPort"].raw, item["name"].raw):
            return item["containerPort"].integer, item["name"].text
    return wanted.integer, ""


def _server_decides(workload: Workload, port: int, context: Context) -> bool:
    servers = context.inventory.in_namespace(SERVER, workload.namespace)
    chosen = (server for server in servers if workload in context.shared(Servers).selected(server))
    return any(port in server_port_covers(server, workload) for server in chosen)
