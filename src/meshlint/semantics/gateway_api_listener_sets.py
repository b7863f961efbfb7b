"""ListenerSets: listeners that live outside their Gateway. Source: gateway-api geps/gep-1713, apis/v1/listenerset_types.go."""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.semantics.gateway_api_listeners import Listener, admits, listeners
from meshlint.semantics.gateway_api_references import LISTENER_SETS
from meshlint.semantics.gateway_routes import GATEWAY, GROUP

_FAMILIES = {"HTTP": "HTTP", "HTTPS": "TLS", "TLS": "TLS", "TCP": "TCP"}


def parent_gateways(listener_set: Resource, inventory: Inventory) -> list[Resource]:
    """The Gateways that a ListenerSet can mean: one, or its variants; none for a parent of another kind."""
    parent = listener_set.spec["parentRef"]
    name, namespace = parent["name"], parent["namespace"]
    other = (parent["kind"].text or "Gateway") != "Gateway" or (parent["group"].exists and parent["group"].text != GROUP)
    if other or not name.text or name.is_templated or namespace.is_templated:
        return []
    found = inventory.find(GATEWAY, name.text, namespace.text or listener_set.namespace)
    return [item for item in found if item.shares_scope(listener_set)] or found


def excluded(one: Listener, other: Listener) -> str:
    """Why two listeners on one address cannot both serve; "" where they can.

    The reasons are those of the status: a conflict of protocols, or of hostnames. UDP has ports of its own.
    """
    if one.port is None or one.port != other.port or "UDP" in (one.protocol, other.protocol):
        same = one.port is not None and one.port == other.port and one.protocol == other.protocol == "UDP"
        return "the same port" if same else ""
    families = (_FAMILIES.get(one.protocol, one.protocol), _FAMILIES.get(other.protocol, other.protocol))
    if families[0] != families[1]:
        return f"port {one.port} with the protocol {other.protocol}"
    hidden = one.value["hostname"].is_templated or other.value["hostname"].is_templated
    if one.protocol == other.protocol and one.hostname == other.hostname and not hidden:
        return f"port {one.port} with the same hostname"
    return ""


class MergedListeners:
    """The listeners of Gateways with those of the ListenerSets that they admit. One instance a run."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._before: dict[int, list[Listener]] = {}
        attached: dict[int, list[Resource]] = {}
        for listener_set in inventory.of(*LISTENER_SETS):
            for gateway in parent_gateways(listener_set, inventory):
                block = gateway.spec["allowedListeners"]["namespaces"]
                if admits(block, listener_set.namespace, "None", inventory) and gateway.shares_scope(listener_set):
                    attached.setdefault(id(gateway), []).append(listener_set)
        for gateway in inventory.of(GATEWAY):
            merged = list(listeners(gateway))
            for listener_set in sorted(attached.get(id(gateway), ()), key=lambda item: (item.namespace or "", item.name)):
                self._before.setdefault(id(listener_set), []).extend(merged)
                merged.extend(listeners(listener_set))

    def earlier(self, listener_set: Resource) -> Iterator[Listener]:
        """The listeners that take precedence: of the Gateway, then of ListenerSets that come before by name."""
        for listener in self._before.get(id(listener_set), ()):
            if listener.owner.shares_scope(listener_set):
                yield listener
