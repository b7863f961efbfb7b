"""Routes of the mesh: what is attached to a Service, as clients of one namespace see it.

A route beside its Service holds for all clients, one in another namespace for the clients of that namespace. Source: gateway-api
geps/gep-1294 (consumer and producer routes).
"""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.gateway_api_references import SERVICE, named_parents
from meshlint.semantics.gateway_routes import GRPC_ROUTE, HTTP_ROUTE, Parent, matches, rules

Subject = tuple[str, str | None, str | None, str]  # Service, its namespace, that of the route, kind of the route


class MeshRoutes:
    """The routes of each Service. One instance a run: `context.shared(MeshRoutes)`."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._routes: dict[Subject, list[tuple[Resource, Parent]]] = {}
        for route in inventory.of(HTTP_ROUTE, GRPC_ROUTE):
            for parent in _services(route):
                self._routes.setdefault(_subject(route, parent), []).append((route, parent))

    def without_catch_all(self, route: Resource) -> Iterator[Parent]:
        """The Services of a route for which no route of its namespace and kind has a rule that takes everything.

        Of several routes for the same Service and port, the first is asked for all of them.
        """
        for parent in _services(route):
            others = self._routes.get(_subject(route, parent), ())
            beside = ((other, found) for other, found in others if other.shares_scope(route))
            if next((other for other, found in beside if found.port == parent.port), route) is not route:
                continue
            if not any(
                _meets(parent, found) and takes_everything(other) and other.shares_scope(route) for other, found in others
            ):
                yield parent


def takes_everything(route: Resource) -> bool:
    """Whether a rule of a route matches every request; as that of a route without rules does. Hostnames have no meaning here."""
    entries = rules(route)
    return not entries or any(_is_open(match, route.kind) for rule in entries for match in matches(rule))


def _is_open(match: Value, kind: str) -> bool:
    if match["headers"].raw or match["queryParams"].raw or match["method"].raw:
        return False
    if kind == "GRPCRoute" or not match["path"]:
        return True
    path_type, value = match["path"]["type"], match["path"]["value"]
    if path_type.is_templated or value.is_templated:
        return True
    return (path_type.text or "PathPrefix") == "PathPrefix" and (value.text or "/") == "/"


def _services(route: Resource) -> list[Parent]:
    return [parent for parent in named_parents(route) if parent.kind == SERVICE]


def _subject(route: Resource, parent: Parent) -> Subject:
    return parent.name, parent.namespace, route.namespace, route.kind


def _meets(one: Parent, other: Parent) -> bool:
    """Whether the other reference covers the ports of the first."""
    return other.port is None or one.port == other.port
