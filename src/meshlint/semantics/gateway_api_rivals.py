"""Routes that claim the same requests: by listener or Service, hostname and match.

Precedence: a match wins by how specific it is, a tie between routes by age, one within a route by position. Source: gateway-api
apis/v1/httproute_types.go (HTTPRouteRule), grpcroute_types.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.gateway_api_attachment import Attachment, hostnames
from meshlint.semantics.gateway_api_hostnames import HostnameIndex, narrower
from meshlint.semantics.gateway_api_listeners import Listener
from meshlint.semantics.gateway_api_references import SERVICE, named_parents
from meshlint.semantics.gateway_routes import GRPC_ROUTE, HTTP_ROUTE, matches

Form = tuple[object, ...]
Spot = tuple[object, ...]  # a listener, or a Service as clients of one namespace see it
_KINDS = (HTTP_ROUTE, GRPC_ROUTE)


class Claim(NamedTuple):
    """One match of a route, or the whole route where `match` is its `spec`."""

    route: Resource
    match: Value
    rule: Value


def form(match: Value, kind: str) -> Form | None:
    """What a match accepts, written so that equal matches are equal; None where placeholders hide it."""
    if any(_templated(match)):
        return None
    headers = frozenset((item["name"].text.lower(), _type(item), item["value"].text) for item in match["headers"].items())
    if kind == "GRPCRoute":
        method = match["method"]
        return kind, _type(method), method["service"].text, method["method"].text, headers
    path = match["path"]
    path_type, value = path["type"].text or "PathPrefix", path["value"].text or "/"
    if path_type == "PathPrefix" and value != "/":
        value = value.rstrip("/") or "/"
    query = frozenset((item["name"].text, _type(item), item["value"].text) for item in match["queryParams"].items())
    return kind, path_type, value, match["method"].text, headers, query


def _type(item: Value) -> str:
    return item["type"].text or "Exact"


def _templated(value: Value) -> Iterator[bool]:
    yield value.is_templated
    for _, below in value.entries():
        yield from _templated(below)
    for below in value.items():
        yield from _templated(below)


def claims(route: Resource) -> Iterator[tuple[Form, Claim]]:
    """Every match of a route whose form is known."""
    for rule in route.spec["rules"].items():
        for match in matches(rule):
            found = form(match, route.kind)
            if found is not None:
                yield found, Claim(route, match, rule)


class Rivals:
    """Finds routes that overlap. One instance a run: `context.shared(Rivals)`."""

    def __init__(self, inventory: Inventory, targets: object = None) -> None:
        self._attachment = inventory.shared(Attachment, targets)
        self._by_form: dict[tuple[Spot, Form], HostnameIndex[Claim]] = {}
        self._by_kind: dict[tuple[Spot, str], HostnameIndex[Claim]] = {}
        self._spots: dict[int, list[tuple[Spot, str]]] = {}
        for route in inventory.of(*_KINDS):
            found = self._spots[id(route)] = list(self._spots_of(route))
            known = list(claims(route))
            for spot, name in found:
                self._by_kind.setdefault((spot, route.kind), HostnameIndex()).add(name, Claim(route, route.spec, route.spec))
                for accepted, claim in known:
                    self._by_form.setdefault((spot, accepted), HostnameIndex()).add(name, claim)

    def _spots_of(self, route: Resource) -> Iterator[tuple[Spot, str]]:
        """Where a route takes requests: each listener or Service, with each hostname."""
        names = hostnames(route) or [""]
        if names == [""] and route.spec["hostnames"].raw:
            return  # placeholders: any name, or none of those of others
        for listener in self._attachment.attached(route):
            for name in names:
                if not name or listener.takes_hostname(name):
                    yield _listener_spot(listener), narrower(name, listener.hostname)
        for parent in named_parents(route):
            if parent.kind == SERVICE and parent.namespace is not None:
                yield (SERVICE, parent.namespace, parent.name, parent.port, route.namespace), ""

    def same_form(self, route: Resource) -> Iterator[tuple[Claim, Claim]]:
        """Each match of a route for which another route has an equal one, and forwards elsewhere, with one such match."""
        for accepted, own in claims(route):
            other = next(self._rivals(own, accepted), None)
            if other is not None:
                yield own, other

    def _rivals(self, own: Claim, accepted: Form) -> Iterator[Claim]:
        backends = own.rule["backendRefs"].raw
        for spot, name in self._spots.get(id(own.route), ()):
            index = self._by_form.get((spot, accepted))
            for other in index.find(name) if index is not None else ():
                if _compete(own.route, other.route) and backends != other.rule["backendRefs"].raw:
                    yield other

    def of_kind(self, route: Resource, kind: str) -> Iterator[Claim]:
        """Routes of another kind that take the same hostnames from the same listener of a Gateway."""
        for spot, name in self._spots.get(id(route), ()):
            index = self._by_kind.get((spot, kind)) if spot[0] != SERVICE else None
            for other in index.find(name) if index is not None else ():
                if _compete(route, other.route):
                    yield other


def _listener_spot(listener: Listener) -> Spot:
    return "listener", id(listener.owner), listener.value.path


def _compete(one: Resource, other: Resource) -> bool:
    """Whether two routes can be in one cluster: not one that is written twice, for several overlays or steps."""
    same = (one.full_kind, one.namespace, one.name) == (other.full_kind, other.namespace, other.name)
    return one is not other and not same and one.shares_scope(other)
