"""VirtualServices whose hosts no server of their Gateways takes."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value
from meshlint.semantics.istio_gateways import IstioGateways, accepts, binds_mesh
from meshlint.semantics.istio_hosts import IstioHosts
from meshlint.semantics.istio_routes import is_host


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """A finding at each Gateway that takes none of the hosts, and a note at each host that none of the Gateways takes."""
    hosts = [host for host in resource.at("spec", "hosts").items() if host.text]
    if any(not is_host(host.text) for host in hosts):
        return
    bound = list(context.shared(IstioGateways).bound(resource))
    useless = False
    for reference, gateways in bound:
        if gateways and not any(_takes(gateway, host, context) for gateway in gateways for host in hosts):
            useless = True
            named = ", ".join(f"'{host.text}'" for host in hosts)
            message = f"No server of {gateways[0].full_name} takes {named}: requests for it do not get to these routes."
            yield context.finding(reference, message, related=[(gateways[0].at("metadata", "name"), "the Gateway")])
    resolved = all(gateways for _, gateways in bound) and len(bound) == len(list(resource.at("spec", "gateways").items()))
    if not useless and resolved and not binds_mesh(resource):
        known = [gateway for _, gateways in bound for gateway in gateways]
        for host in hosts:
            if not any(_takes(gateway, host, context) for gateway in known):
                message = f"No Gateway of this VirtualService takes '{host.text}': requests for it do not get to these routes."
                yield context.finding(host, message, severity=Severity.NOTE)


def _takes(gateway: Resource, host: Value, context: Context) -> bool:
    name = context.shared(IstioHosts).full_name(host.text, host.resource.namespace)
    return accepts(gateway, name, host.resource.namespace) or accepts(gateway, host.text, host.resource.namespace)
