"""Ports of ExternalName Services that capture too much."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value
from meshlint.semantics.istio_injection import SYSTEM_NAMESPACES
from meshlint.semantics.istio_namespaces import MeshNamespaces
from meshlint.semantics.istio_service_ports import is_of_gateway, port_protocol


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each port that is not known to be HTTP, TLS or another protocol with a name; since 1.21 a note."""
    if resource.at("spec", "type").text != "ExternalName" or resource.namespace in SYSTEM_NAMESPACES or is_of_gateway(resource):
        return
    namespaces = context.shared(MeshNamespaces)
    if not namespaces.mesh_in_use and (not context.is_audit or namespaces.other_mesh_in_use):
        return
    for port in resource.at("spec", "ports").items():
        if _captures(port):
            at = port["name"] if port["name"].text else port["port"]
            is_alias = context.target("istio", resource).at_least(1, 21)
            cause = "where 'ENABLE_EXTERNAL_NAME_ALIAS' is off" if is_alias else "without an address of its own"
            message = f"Istio takes this port for TCP: {cause}, its listener captures every address."
            severity = Severity.NOTE if is_alias else None
            yield context.finding(at, message, severity=severity)


def _captures(port: Value) -> bool:
    if port["name"].is_templated or port["appProtocol"].is_templated:
        return False
    return bool(port.mapping) and (not port_protocol(port) or port["name"].text == "tcp")
