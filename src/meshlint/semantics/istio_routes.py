"""VirtualService HTTP routes as istiod evaluates them: in order, the first match wins, delegates merged into their roots.

Source: istio pilot/pkg/model/virtualservice.go (mergeVirtualServicesIfNeeded, mergeHTTPRoute),
pilot/pkg/networking/core/route/route.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from meshlint.loading.vocabulary import Vocabulary
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.http_methods import NONE, MethodSet, union
from meshlint.semantics.istio_matches import PROBED, match_methods, matches, takes

VIRTUAL_SERVICE = "VirtualService.networking.istio.io"
PROTOCOLS = ("http", "tls", "tcp")
_HOST = re.compile(r"[\w.*-]+\Z")
_DELEGATE = Vocabulary(("delegate",))


class HttpRoute(NamedTuple):
    """One entry of `spec.http`, seen with the root that delegates to it, where there is one."""

    entry: Value
    root: Value | None = None  # the root's entry, for a route of a delegate

    @property
    def resource(self) -> Resource:
        return self.entry.resource

    @property
    def forwards(self) -> bool:
        """Whether requests go to a destination: redirects and direct responses end at the proxy."""
        return not self.entry["redirect"] and not self.entry["directResponse"]

    @property
    def retries(self) -> Value:
        """The policy in effect: the route's own, else the root's."""
        own = self.entry["retries"]
        return own if own or self.root is None else self.root["retries"]

    @property
    def methods(self) -> MethodSet:
        """The methods of requests that reach this route, as far as its own matches and its root's decide."""
        own = _methods(self.entry)
        return own if self.root is None else own & _methods(self.root)


@lru_cache(maxsize=256)
def _methods(entry: Value) -> MethodSet:
    return union(match_methods(match) for match in matches(entry))


def entries(resource: Resource) -> tuple[tuple[str, Value], ...]:
    """Every route of a VirtualService with its protocol: the entries of `spec.http`, `spec.tls` and `spec.tcp`."""
    return tuple((protocol, entry) for protocol in PROTOCOLS for entry in resource.at("spec", protocol).items())


@lru_cache(maxsize=256)
def destinations(resource: Resource) -> tuple[Value, ...]:
    """Every destination that names a host: of routes, `mirror` and `mirrors`. Placeholders are left out."""
    found: list[Value] = []
    for _, entry in entries(resource):
        found.extend(item["destination"] for item in entry["route"].items())
        found.append(entry["mirror"])
        found.extend(item["destination"] for item in entry["mirrors"].items())
    return tuple(item for item in found if is_host(item["host"].text))


def is_host(text: str) -> bool:
    """Whether text can be a host name, and is no placeholder or part of one (`reviews.$NAMESPACE.svc`)."""
    return _HOST.match(text) is not None


def http_routes(resource: Resource) -> list[Value]:
    """The entries of `spec.http`, in order of evaluation."""
    return list(resource.at("spec", "http").items())


class Delegation:
    """Which roots delegate to which VirtualServices. Build it once per run."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._inventory = inventory
        self._roots: dict[int, list[Value]] = {}
        for resource in inventory.of(VIRTUAL_SERVICE):
            for entry in http_routes(resource) if resource.mentioned(_DELEGATE) else ():
                for delegate in self.delegates(entry):
                    self._roots.setdefault(id(delegate), []).append(entry)

    def delegates(self, entry: Value) -> list[Resource]:
        """The VirtualServices that a route hands its requests to; in the root's namespace when it names none."""
        name = entry.get("delegate", "name").text
        if not name:
            return []
        namespace = entry.get("delegate", "namespace").text or entry.resource.namespace
        found = self._inventory.find(VIRTUAL_SERVICE, name, namespace)
        return [item for item in found if item.shares_scope(entry.resource)] or found

    def roots(self, resource: Resource) -> list[Value]:
        """The routes of other VirtualServices that delegate to this one."""
        return self._roots.get(id(resource), [])

    def routes(self, resource: Resource) -> Iterator[HttpRoute]:
        """Every route whose retry policy stands in this resource: its own, and those of its delegates that inherit it."""
        roots = self.roots(resource)
        for entry in http_routes(resource):
            if not entry["delegate"]:
                yield from [HttpRoute(entry, root) for root in roots] or [HttpRoute(entry)]
                continue
            for delegate in self.delegates(entry):
                for below in http_routes(delegate):
                    if not below["retries"]:
                        yield HttpRoute(below, entry)


def shielded(resource: Resource, entry: Value) -> MethodSet:
    """The write methods that earlier routes of the same VirtualService take before this one sees them."""
    taken = NONE
    for earlier in http_routes(resource):
        if earlier.path == entry.path:
            break
        taken |= MethodSet(frozenset(method for method in PROBED if takes(earlier, entry, method)))
    return taken
