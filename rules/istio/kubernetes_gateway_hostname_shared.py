"""Hostnames with more than one Gateway."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Targets, Value

_GATEWAY = "Gateway.gateway.networking.k8s.io"
Key = tuple[str, int, str]


class Hostnames:
    """The listeners of all Gateways, by hostname, port and protocol; and the controllers of GatewayClasses."""

    def __init__(self, inventory: Inventory, _: Targets) -> None:
        self.listeners: dict[Key, list[Value]] = {}
        for gateway in inventory.of(_GATEWAY):
            for listener in gateway.at("spec", "listeners").items():
                key = _key(listener)
                if key is not None:
                    self.listeners.setdefault(key, []).append(listener)
        classes = inventory.of("GatewayClass.gateway.networking.k8s.io")
        self._controllers = {item.name: item.at("spec", "controllerName").text for item in classes}

    def controller(self, gateway: Resource) -> str:
        """What implements a Gateway: its class's controller, or the class where that was not read."""
        name = gateway.at("spec", "gatewayClassName").text
        return self._controllers.get(name, name)


def _key(listener: Value) -> Key | None:
    hostname, port = listener["hostname"], listener["port"].integer
    if not hostname.text or hostname.is_templated or port is None:
        return None
    return hostname.text.lower(), port, listener["protocol"].text


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each listener whose hostname another Gateway of the same controller serves."""
    hostnames = context.shared(Hostnames)
    for listener in resource.at("spec", "listeners").items():
        key = _key(listener)
        for other in hostnames.listeners.get(key, []) if key is not None else ():
            if _are_two(resource, other.resource) and hostnames.controller(resource) == hostnames.controller(other.resource):
                where = other.resource.full_name.partition(" ")[2]
                message = f"'{listener['hostname'].text}' on port {listener['port'].raw} is also served by the Gateway '{where}'"
                related = [(other["hostname"], "the other listener")]
                yield context.finding(listener["hostname"], f"{message}: DNS can lead to one of the two only.", related=related)
                break


def _are_two(one: Resource, other: Resource) -> bool:
    return one.shares_scope(other) and (one.name, one.namespace) != (other.name, other.namespace)
