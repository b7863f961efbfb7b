"""Ports whose protocol has to be guessed."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_service_ports import MeshServices, is_of_gateway, port_protocol


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each TCP port that neither name nor number explains."""
    services = context.shared(MeshServices)
    if resource.at("spec", "type").text == "ExternalName" or is_of_gateway(resource):
        return  # service-externalname-port-name speaks of the former
    relevant = services.namespaces.mesh_in_use or (context.is_audit and not services.namespaces.other_mesh_in_use)
    ports = [port for port in resource.at("spec", "ports").items() if _is_unnamed(port)]
    if not ports or not relevant or not services.may_be_in_mesh(resource):
        return
    for port in ports:
        at = port["name"] if port["name"].text else port["port"]
        says = (
            f"The name '{port['name'].text}' names no protocol"
            if port["name"].text
            else "The port has neither name nor appProtocol"
        )
        yield context.finding(at, f"{says}: Istio guesses it from the first bytes of each connection.")


def _is_unnamed(port: Value) -> bool:
    if port.has("appProtocol") or port["protocol"].text not in ("", "TCP") or port["name"].is_templated:
        return False
    return bool(port.mapping) and not port_protocol(port)
