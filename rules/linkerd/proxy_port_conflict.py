"""Ports of containers that the injected proxy listens on."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Workload, workload_of
from meshlint.semantics.linkerd_injection import LinkerdMesh
from meshlint.semantics.numerals import whole_number

_PORTS = {"inbound": 4143, "outbound": 4140, "admin": 4191, "control": 4190}


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each port of a container."""
    workload = workload_of(resource)
    if workload is None or context.shared(LinkerdMesh).injection(workload) is None:
        return
    taken = _taken(workload, context.shared(LinkerdMesh))
    for port in workload.ports():
        role = taken.get(port["containerPort"].integer or 0)
        if role is not None:
            message = f"Linkerd's proxy has this port itself ({role}): one of the two cannot bind it."
            yield context.finding(port["containerPort"], message)


def _taken(workload: Workload, mesh: LinkerdMesh) -> dict[int, str]:
    taken = {}
    for role, default in _PORTS.items():
        moved = mesh.setting(workload, f"config.linkerd.io/{role}-port")
        port = whole_number(moved.text) if moved is not None else None
        taken[default if port is None else port] = role
    return taken
