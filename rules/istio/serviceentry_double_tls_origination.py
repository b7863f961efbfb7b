"""TLS around TLS."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Targets, Value
from meshlint.semantics.istio_hosts import IstioHosts
from meshlint.semantics.istio_routes import VIRTUAL_SERVICE

_ORIGINATING = ("SIMPLE", "MUTUAL")
_ENCRYPTED = ("HTTPS", "TLS")


class PlainHosts:
    """Hosts to which routes of VirtualServices send plain HTTP, as an egress gateway does that originates TLS itself."""

    def __init__(self, inventory: Inventory, _: Targets) -> None:
        routes = inventory.of(VIRTUAL_SERVICE)
        entries = [entry for route in routes for entry in route.at("spec", "http").items()]
        self.names = {item.get("destination", "host").text.lower() for entry in entries for item in entry["route"].items()}


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on the mode, for TLS settings that reach only ports on which clients speak TLS."""
    host = resource.at("spec", "host")
    if not host.text or host.text.startswith("*") or host.is_templated:
        return
    entries = [item for item in context.shared(IstioHosts).index.lookup(host.text, resource.namespace) if item.host == host.text]
    if not entries or any(entry.resource.kind != "ServiceEntry" for entry in entries):
        return
    if host.text.lower() in context.shared(PlainHosts).names:
        return
    ports = [port for entry in entries for port in entry.ports]
    policy = resource.at("spec", "trafficPolicy")
    special = [item for item in policy["portLevelSettings"].items() if item["tls"]]
    numbers = {item.get("port", "number").integer for item in special}
    yield from _judged(policy["tls"], [port for port in ports if port["number"].integer not in numbers], context)
    for item in special:
        yield from _judged(
            item["tls"], [port for port in ports if port["number"].integer == item.get("port", "number").integer], context
        )


def _judged(tls: Value, ports: list[Value], context: Context) -> Iterator[Finding]:
    if tls["mode"].text in _ORIGINATING and ports and all(port["protocol"].text.upper() in _ENCRYPTED for port in ports):
        port = ports[0]
        message = (
            f"Clients speak {port['protocol'].text} on port {port['number'].raw} already: the server gets TLS inside of TLS."
        )
        yield context.finding(tls["mode"], message, related=[(port["protocol"], "the protocol of the ServiceEntry")])
