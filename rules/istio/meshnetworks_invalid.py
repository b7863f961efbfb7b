"""Networks that istiod refuses."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_schema_hosts import fqdn_problem, is_address, is_label, is_subnet


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each range, registry and gateway that cannot be used."""
    networks = resource.at("networks") if resource.at("networks") else resource.root
    for _, network in networks.entries():
        for endpoint in network["endpoints"].items():
            cidr, registry = endpoint["fromCidr"], endpoint["fromRegistry"]
            if _is_text(cidr) and not is_subnet(cidr.text):
                yield context.finding(cidr, f"'{cidr.text}' is no range of addresses: the networks are refused.")
            if _is_text(registry) and not is_label(registry.text):
                yield context.finding(
                    registry, f"'{registry.text}' is no name of a cluster (a DNS label): the networks are refused."
                )
        for gateway in network["gateways"].items():
            yield from _gateway(gateway, context)


def _is_text(value: Value) -> bool:
    return bool(value.text) and not value.is_templated


def _gateway(gateway: Value, context: Context) -> Iterator[Finding]:
    port, address = gateway["port"], gateway["address"]
    name = gateway["registryServiceName"] if gateway["registryServiceName"] else gateway["registry_service_name"]
    if gateway.mapping and (not port or (port.integer is not None and not 1 <= port.integer <= 65535)):
        shown = f"'{port.raw}'" if port else "An absent port"
        yield context.finding(port if port else gateway, f"{shown} is no port between 1 and 65535: the networks are refused.")
    if _is_text(address) and not is_address(address.text) and fqdn_problem(address.text):
        yield context.finding(address, f"'{address.text}' is neither an IP address nor a host name: the networks are refused.")
    if _is_text(name) and fqdn_problem(name.text):
        yield context.finding(name, f"'{name.text}' is no host name: the networks are refused.")
