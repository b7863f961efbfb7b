"""Which listeners a route attaches to, and what keeps it off.

Source: gateway-api apis/v1/shared_types.go (ParentReference), gateway_types.go (AllowedRoutes); the reasons are those of
the route's status: NoMatchingParent, NotAllowedByListeners, NoMatchingListenerHostname.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.semantics.gateway_api_definitions import Definitions
from meshlint.semantics.gateway_api_listeners import Listener, admits, listeners
from meshlint.semantics.gateway_api_references import LISTENER_OWNERS, named_parents
from meshlint.semantics.gateway_routes import Parent

_HAVE_HOSTNAMES = frozenset(("HTTPRoute", "GRPCRoute", "TLSRoute"))


class Bond(NamedTuple):
    """A parent reference that means a Gateway or ListenerSet which was read. `named` are the listeners that it names."""

    parent: Parent
    owner: Resource
    named: tuple[Listener, ...]


def hostnames(route: Resource) -> list[str]:
    """The hostnames of a route; empty where it takes every one, or where one is a placeholder."""
    found = list(route.spec["hostnames"].items()) if route.kind in _HAVE_HOSTNAMES else []
    return [] if any(item.is_templated or not item.text for item in found) else [item.text for item in found]


class Attachment:
    """Binds routes to listeners. One instance a run: `context.shared(Attachment)`."""

    def __init__(self, inventory: Inventory, targets: object = None) -> None:
        self._inventory = inventory
        self._definitions = inventory.shared(Definitions, targets)
        self._bonds: dict[int, list[list[Bond]]] = {}

    def bonds(self, route: Resource) -> list[list[Bond]]:
        """For each parent reference, the objects that it can mean: one, or variants of it in several overlays.

        Left out are Gateways whose listeners are not in the file, and those of another sample.
        """
        found = self._bonds.get(id(route))
        if found is None:
            found = self._bonds[id(route)] = list(self._bound(route))
        return found

    def _bound(self, route: Resource) -> Iterator[list[Bond]]:
        for parent in named_parents(route):
            if parent.kind in LISTENER_OWNERS:
                found = [bond for owner in self._owners(parent, route) if (bond := _bond(parent, owner)) is not None]
                if found:
                    yield found

    def _owners(self, parent: Parent, route: Resource) -> list[Resource]:
        return self._definitions.beside(parent.kind, parent.name, parent.namespace, route)

    def refused(self, route: Resource, takes: Callable[[Listener], bool | None]) -> Iterator[Bond]:
        """The parent references of which no listener takes the route, whatever variant of the parent is looked at."""
        for variants in self.bonds(route):
            if all(bond.named and all(takes(item) is False for item in bond.named) for bond in variants):
                yield variants[0]

    def admits(self, listener: Listener, route: Resource) -> bool | None:
        """Whether a listener takes routes of the route's namespace; None where that is unknown."""
        block = listener.value.get("allowedRoutes", "namespaces")
        return admits(block, route.namespace, "Same", self._inventory)

    def may_take(self, listener: Listener, route: Resource) -> bool:
        """Whether namespace and kind let a route attach, as far as is known."""
        return self.admits(listener, route) is not False and listener.takes_kind(route.kind)

    def attached(self, route: Resource) -> list[Listener]:
        """The listeners that a route attaches to, as far as is known: namespace, kind and hostnames let it."""
        names = hostnames(route)
        return [
            listener
            for variants in self.bonds(route)
            for bond in variants
            for listener in bond.named
            if self.may_take(listener, route) and (not names or any(map(listener.takes_hostname, names)))
        ]


def _bond(parent: Parent, owner: Resource) -> Bond | None:
    own = listeners(owner)
    named = tuple(item for item in own if item.fits(parent.value["sectionName"], parent.value["port"]))
    return Bond(parent, owner, named) if own else None
