"""Routes that a route of a higher kind displaces from their Service."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Value
from meshlint.semantics.gateway_routes import Parent, Readers, parents

_RANKS = {"GRPCRoute": 0, "HTTPRoute": 1, "TLSRoute": 2, "TCPRoute": 3}
_KINDS = (
    "GRPCRoute.gateway.networking.k8s.io",
    "HTTPRoute.gateway.networking.k8s.io",
    "HTTPRoute.policy.linkerd.io",
    "TLSRoute.gateway.networking.k8s.io",
    "TCPRoute.gateway.networking.k8s.io",
)


class MeshParents:
    """Routes by the Service or EgressNetwork that they are attached to. Build it once per run."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._attached: dict[tuple[str, str, str | None], list[Parent]] = {}
        for route in inventory.of(*_KINDS):
            for parent in parents(route):
                if parent.is_mesh:
                    self._attached.setdefault((parent.kind, parent.name, parent.namespace), []).append(parent)

    def above(self, parent: Parent) -> Value | None:
        """A reference of a higher kind to the same port, which displaces this one."""
        mine = parent.value.resource
        for other in self._attached.get((parent.kind, parent.name, parent.namespace), ()):
            theirs = other.value.resource
            meets = None in (parent.port, other.port) or parent.port == other.port
            if (
                meets
                and _RANKS[theirs.kind] < _RANKS[mine.kind]
                and theirs.shares_scope(mine)
                and theirs.namespace == mine.namespace
            ):
                return other.value
        return None


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each parent that is taken by another kind of route, where Linkerd reads it."""
    for parent in parents(resource):
        other = context.shared(MeshParents).above(parent) if parent.is_mesh and parent.namespace is not None else None
        if other is not None and "linkerd" in context.shared(Readers).of(resource):
            winner = other.resource
            message = (
                f"The {winner.kind} '{winner.name}' stands before this {resource.kind} at '{parent.name}': it is not accepted."
            )
            yield context.finding(parent.value, message, related=[(other, "The other route.")])
