"""VirtualServices that the webhook refuses as a whole."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_gateways import binds_mesh, overlaps
from meshlint.semantics.istio_names import is_address, is_domain
from meshlint.semantics.istio_routes import PROTOCOLS, entries, is_host

_COMPARED = 300  # hosts of one VirtualService
_PORTS = range(65536)  # 0 is as good as absent


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each fault."""
    if not resource.spec.mapping:
        return
    hosts = [host for host in resource.at("spec", "hosts").items() if host.text]
    yield from _hosts(hosts, context) if hosts else _delegate(resource, context)
    if binds_mesh(resource):
        yield from (context.finding(host, "The host '*' is refused in the mesh.") for host in hosts if host.text == "*")
    if not any(resource.at("spec", protocol) for protocol in PROTOCOLS):
        yield context.finding(resource.spec.key, "The VirtualService has no http, tls or tcp routes: Istio refuses it.")
    for _protocol, entry in entries(resource):
        for match in entry["match"].items():
            port = match["port"]
            if port.integer is not None and port.integer not in _PORTS:
                yield context.finding(port, f"The port '{port.integer}' lies outside 1 to 65535: Istio refuses the match.")


def _delegate(resource: Resource, context: Context) -> Iterator[Finding]:
    if resource.at("spec", "hosts").is_templated:
        return
    for name in ("gateways", "tls", "tcp"):
        field = resource.at("spec", name)
        if field and field.raw != []:
            yield context.finding(field.key, f"A VirtualService without hosts is a delegate, and may not have '{name}'.")


def _hosts(hosts: list[Value], context: Context) -> Iterator[Finding]:
    plain = [host for host in hosts if is_host(host.text) or is_address(host.text)]
    faulty = [host for host in plain if not is_domain(host.text) and not is_address(host.text)]
    for host in faulty:
        yield context.finding(host, f"'{host.text}' is no host name: Istio refuses the VirtualService.")
    if not faulty:
        yield from _repeated(plain[:_COMPARED], context)


def _repeated(hosts: list[Value], context: Context) -> Iterator[Finding]:
    seen: dict[str, Value] = {}
    wide: list[Value] = []
    for host in hosts:
        others = wide if not host.text.startswith("*") else list(seen.values())
        twin = seen.get(host.text) or next((other for other in others if overlaps(other.text, host.text)), None)
        if twin is not None:
            message = f"The hosts '{twin.text}' and '{host.text}' cover the same names: Istio refuses that in one VirtualService."
            yield context.finding(host, message, related=[(twin, "the other host")])
        seen.setdefault(host.text, host)
        if host.text.startswith("*"):
            wide.append(host)
