"""Target ports of Services that a Sidecar's ingress leaves out."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_inbound import selected_by_sidecar, sidecar_ports, target_ports

_MERGE = "PILOT_ALLOW_SIDECAR_SERVICE_INBOUND_LISTENER_MERGE"


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on `ingress`, with the ports that are left out."""
    listeners = sidecar_ports(resource)
    if not listeners or any(
        str(values.at("pilot", "env", _MERGE).raw) == "true" for values in context.inventory.of("HelmValues.istio")
    ):
        return
    missing = {
        target.number: target
        for workload in selected_by_sidecar(resource, context.inventory)
        for target in target_ports(workload, context.inventory) or ()
        if target.number not in listeners and target.port["protocol"].text in ("", "TCP")
    }
    if missing:
        shown = ", ".join(str(number) for number in sorted(missing))
        message = f"Services of this workload lead to port {shown}, which 'ingress' leaves out: its traffic passes as plain TCP."
        related = [(target.port, "the port of the Service") for target in missing.values()]
        yield context.finding(resource.at("spec", "ingress").key, message, related=related)
