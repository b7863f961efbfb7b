"""Addresses that more than one Gateway asks for."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Severity, Targets, Value

Key = tuple[str, str]


class Addresses:
    """The addresses of all Gateways, by type and value."""

    def __init__(self, inventory: Inventory, _: Targets) -> None:
        self.users: dict[Key, list[Value]] = {}
        for gateway in inventory.of("Gateway.gateway.networking.k8s.io"):
            for address in gateway.at("spec", "addresses").items():
                self.users.setdefault(key_of(address), []).append(address)


def key_of(address: Value) -> Key:
    """Type and value of an address, as they are compared."""
    return address["type"].text or "IPAddress", address["value"].text.lower()


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each address of another Gateway; a note for a host name, which may be a Service that both share."""
    for address in resource.at("spec", "addresses").items():
        kind, value = key_of(address)
        if not value or address["value"].is_templated:
            continue
        others = [other for other in context.shared(Addresses).users[kind, value] if _are_two(resource, other.resource)]
        if others:
            where = others[0].resource.full_name.partition(" ")[2]
            message = f"The Gateway '{where}' asks for the address '{address['value'].text}' too: one of the two stays without."
            severity = Severity.NOTE if kind == "Hostname" else Severity.WARNING
            related = [(others[0]["value"], "the other Gateway")]
            yield context.finding(address["value"], message, severity=severity, related=related)


def _are_two(one: Resource, other: Resource) -> bool:
    return one.shares_scope(other) and (one.name, one.namespace) != (other.name, other.namespace)
