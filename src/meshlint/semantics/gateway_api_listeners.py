"""Listeners of Gateways and ListenerSets: what they take, from whom.

Source: gateway-api apis/v1/gateway_types.go (Listener, AllowedRoutes, ProtocolType).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.selectors import selector_matches
from meshlint.manifests.value import Value
from meshlint.semantics.gateway_api_hostnames import intersect
from meshlint.semantics.gateway_routes import GROUP

NAME_LABEL = "kubernetes.io/metadata.name"
_CARRIES = {
    "HTTP": ("HTTPRoute", "GRPCRoute"),
    "HTTPS": ("HTTPRoute", "GRPCRoute"),
    "TLS": ("TLSRoute",),
    "TCP": ("TCPRoute",),
    "UDP": ("UDPRoute",),
}
PROTOCOLS = tuple(_CARRIES)


class Listener(NamedTuple):
    """One entry of `spec.listeners`, defaults filled in."""

    value: Value

    @property
    def owner(self) -> Resource:
        """The Gateway or ListenerSet."""
        return self.value.resource

    @property
    def name(self) -> str:
        return self.value["name"].text

    @property
    def port(self) -> int | None:
        return self.value["port"].integer

    @property
    def protocol(self) -> str:
        return self.value["protocol"].text

    @property
    def hostname(self) -> str:
        """The only host that the listener serves, or a wildcard; "" for every host, and for a placeholder."""
        return "" if self.value["hostname"].is_templated else self.value["hostname"].text

    @property
    def mode(self) -> str:
        """How TLS ends: `Terminate` where nothing is written."""
        return self.value.get("tls", "mode").text or "Terminate"

    @property
    def terminates(self) -> bool:
        """Whether the listener ends TLS itself."""
        return bool(self.value["tls"]) and self.mode == "Terminate"

    def fits(self, section: Value, port: Value) -> bool:
        """Whether a parent reference with this section name and port means the listener; placeholders may mean any."""
        if section.text and not section.is_templated and section.text != self.name:
            return False
        return port.integer is None or self.port is None or port.integer == self.port

    def takes_hostname(self, hostname: str) -> bool:
        """Whether requests for a route's hostname can come in here."""
        return not self.hostname or intersect(self.hostname, hostname)

    def carried(self) -> tuple[str, ...]:
        """The kinds of route that the protocol can carry; none where the protocol is not one of the API's."""
        also = ("TCPRoute",) if self.protocol == "TLS" and self.mode == "Terminate" else ()
        return _CARRIES.get(self.protocol, ()) + also

    def takes_kind(self, kind: str) -> bool:
        """Whether routes of a kind of the API may attach: by `allowedRoutes.kinds`, else by protocol."""
        stated = list(self.value.get("allowedRoutes", "kinds").items())
        if not stated:
            return not self.carried() or kind in self.carried()
        return any(
            item.is_templated
            or item["kind"].is_templated
            or (item["kind"].text == kind and (not item["group"].exists or item["group"].text == GROUP))
            for item in stated
        )


def listeners(owner: Resource) -> list[Listener]:
    """The listeners that a Gateway or ListenerSet defines itself."""
    return [Listener(value) for value in owner.spec["listeners"].items() if value.mapping]


def sharing_port(owner: Resource, protocol: str, others: Collection[str]) -> Iterator[tuple[Listener, Listener]]:
    """Each listener of a protocol, with the first of other protocols that has the same port."""
    first: dict[int | None, Listener] = {}
    for listener in listeners(owner):
        if listener.protocol in others:
            first.setdefault(listener.port, listener)
    for listener in listeners(owner):
        other = first.get(listener.port) if listener.protocol == protocol and listener.port is not None else None
        if other is not None:
            yield listener, other


def admits(block: Value, namespace: str | None, default: str, inventory: Inventory) -> bool | None:
    """Whether the namespaces block of `allowedRoutes` or `allowedListeners` admits a namespace; None where that is unknown.

    `block` stands in the Gateway or ListenerSet that admits, and `default` is the value of `from` that the API fills in.
    """
    source, owner = block["from"].text or default, block.resource
    if source == "All" or block["from"].is_templated:
        return True
    if source == "None":
        return False
    if namespace is None:
        return None
    if source == "Same":
        return None if owner.namespace is None else owner.namespace == namespace
    return _selected(block["selector"], namespace, inventory) if source == "Selector" else None


def _selected(selector: Value, namespace: str, inventory: Inventory) -> bool | None:
    if not selector:
        return False
    if not selector.mapping or any(value.is_templated for value in _texts(selector)):
        return None
    known = inventory.namespace_labels(namespace, selector.resource)
    labels = {**(known or {}), NAME_LABEL: namespace}
    if known is None and not _keys(selector) <= {NAME_LABEL}:
        return None
    return selector_matches(selector.raw, labels)


def _keys(selector: Value) -> set[str]:
    return {key for key, _ in selector["matchLabels"].entries()} | {
        item["key"].text for item in selector["matchExpressions"].items()
    }


def _texts(selector: Value) -> Iterator[Value]:
    for _, value in selector["matchLabels"].entries():
        yield value
    for item in selector["matchExpressions"].items():
        yield item
        yield from item["values"].items()
