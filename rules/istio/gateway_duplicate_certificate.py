"""Gateways on the same proxies whose servers use one certificate for different hosts."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Targets, Value
from meshlint.semantics.istio_gateways import ISTIO_GATEWAY
from meshlint.semantics.istio_servers import Selector, selector_of


class Certificates:
    """The servers of all Gateways, by the certificate they use and by their Gateway's selector."""

    def __init__(self, inventory: Inventory, _: Targets) -> None:
        self.users: dict[tuple[str, ...], dict[Selector, list[Value]]] = {}
        for gateway in inventory.of(ISTIO_GATEWAY):
            selector = selector_of(gateway)
            for server in gateway.at("spec", "servers").items():
                key = certificate(server)
                if key:
                    self.users.setdefault(key, {}).setdefault(selector, []).append(server)


def certificate(server: Value) -> tuple[str, ...]:
    """What identifies a server's certificate; empty for a server without one."""
    tls = server["tls"]
    if tls["credentialName"].text:
        return () if tls["credentialName"].is_templated else (tls["credentialName"].text,)
    files = (tls["serverCertificate"].text, tls["privateKey"].text)
    return files if all(files) else ()


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each server that shares its certificate with a Gateway that selects the same proxies, or fewer."""
    selector = selector_of(resource)
    for server in resource.at("spec", "servers").items():
        key = certificate(server)
        users = context.shared(Certificates).users.get(key, {}) if key else {}
        other = next((item for wider, servers in users.items() if selector <= wider for item in _others(server, servers)), None)
        if other is not None:
            named = server.get("tls", "credentialName")
            message = f"The certificate '{key[0]}' is also used by the Gateway '{other.resource.name}' on the same proxies"
            related = [(other["tls"].key, "the other server")]
            at = named if named.text else server.get("tls", "serverCertificate")
            yield context.finding(at, f"{message}: browsers that reuse a connection get 404.", related=related)


def _others(server: Value, candidates: list[Value]) -> Iterator[Value]:
    hosts = {host.text for host in server["hosts"].items()}
    for other in candidates:
        is_elsewhere = other.resource is not server.resource and other.resource.shares_scope(server.resource)
        if is_elsewhere and {host.text for host in other["hosts"].items()} != hosts:
            yield other
