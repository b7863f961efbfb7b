"""Values of appProtocol that make Istio guess."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_service_ports import MeshServices, is_of_gateway, port_protocol


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each port."""
    services = context.shared(MeshServices)
    ports = [port for port in resource.at("spec", "ports").items() if _is_unknown(port)]
    relevant = services.namespaces.mesh_in_use or (context.is_audit and not services.namespaces.other_mesh_in_use)
    if not ports or not relevant or is_of_gateway(resource) or not services.may_be_in_mesh(resource):
        return
    for port in ports:
        value = port["appProtocol"]
        hides = f", and it hides the port's name '{port['name'].text}'" if port["name"].text else ""
        yield context.finding(value, f"Istio does not know the protocol '{value.text}'{hides}.")


def _is_unknown(port: Value) -> bool:
    value = port["appProtocol"]
    return isinstance(value.raw, str) and not value.is_templated and not port_protocol(port)
