"""Ingress listeners on ports that Services do not target."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_inbound import selected_by_sidecar, sidecar_ports, target_ports


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each listener whose port no Service of the selected workloads leads to."""
    listeners = sidecar_ports(resource)
    known: set[int] = set()
    for workload in selected_by_sidecar(resource, context.inventory) if listeners else ():
        ports = target_ports(workload, context.inventory)
        if not ports:
            return
        known.update(port.number for port in ports)
    for number, listener in listeners.items() if known else ():
        if number not in known:
            shown = ", ".join(str(port) for port in sorted(known))
            message = f"No Service of this workload leads to port '{number}' of its pods (they lead to {shown})."
            yield context.finding(listener.get("port", "number"), message)
