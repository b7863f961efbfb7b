"""Linkerd's two ways to retry: `isRetryable` of ServiceProfiles, and the annotations `retry.linkerd.io/*`.

Source: linkerd2 pkg/profiles/profiles.go (conditions), policy-controller/k8s/index/src/outbound/index/http.rs (annotations);
linkerd2-proxy linkerd/app/outbound/src/http/logical/policy/route/retry.rs (what is retried), http/retry.rs (profiles).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.by_namespace import ByNamespace
from meshlint.semantics.gateway_routes import (
    GRPC_ROUTE,
    HTTP_ROUTE,
    LINKERD_HTTP_ROUTE,
    Parent,
    parents,
    rule_methods,
    rules,
)
from meshlint.semantics.grpc_methods import only_reads
from meshlint.semantics.http_methods import ALL, NONE, MethodSet, union
from meshlint.semantics.linkerd_ports import http_ports

HTTP = "retry.linkerd.io/http"
GRPC = "retry.linkerd.io/grpc"
LIMIT = "retry.linkerd.io/limit"
TIMEOUT = "retry.linkerd.io/timeout"
RESPONSE_TIMEOUT = "timeout.linkerd.io/response"
GRPC_STATUSES = frozenset(("cancelled", "deadline-exceeded", "internal", "resource-exhausted", "unavailable"))
REFUSED_EARLY = frozenset((425, 429))  # statuses that say the request was not processed
_UNITS = {"ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"(\d{1,18})(ms|s|m|h|d)\Z", re.ASCII)
_CONDITION_KEYS = ("method", "pathRegex", "all", "any", "not")
_ANY_PATH = frozenset((".*", "/.*", "^.*$", "^/.*$", "^/.*", "^.*"))
_GRPC_PATH = re.compile(r"\^?/?[\w\\]*(?:\.[\w\\]+)+/(\w+)\$?\Z")


# ServiceProfiles


def has_condition(condition: Value) -> bool:
    """Whether a route condition says anything; the webhook refuses one that does not."""
    return any(condition[key] for key in _CONDITION_KEYS)


def possible_methods(condition: Value) -> MethodSet:
    """The methods of which some request may meet a condition. Several keys in one condition act like `all`."""
    found = ALL
    if condition["method"]:
        found &= MethodSet.of(condition["method"].text.upper())
    for part in condition["all"].items():
        found &= possible_methods(part)
    if condition["any"]:
        found &= union(possible_methods(part) for part in condition["any"].items())
    if condition["not"]:
        found &= ~certain_methods(condition["not"])
    return found


def certain_methods(condition: Value) -> MethodSet:
    """The methods of which every request meets a condition."""
    if not has_condition(condition):
        return NONE
    found = ALL
    if condition["method"]:
        found &= MethodSet.of(condition["method"].text.upper())
    if condition["pathRegex"] and condition["pathRegex"].text not in _ANY_PATH:
        return NONE
    for part in condition["all"].items():
        found &= certain_methods(part)
    if condition["any"]:
        found &= union(certain_methods(part) for part in condition["any"].items())
    if condition["not"]:
        found &= ~possible_methods(condition["not"])
    return found


def profile_methods(route: Value) -> MethodSet:
    """The methods that reach a ServiceProfile's route: routes are tried in order, so earlier ones may take some."""
    condition = route["condition"]
    path = condition["pathRegex"].text
    taken = NONE
    for earlier in _conditions(route.resource):
        if earlier.route.path == route.path:
            break
        taken |= earlier.possible if earlier.lone_path == path else earlier.certain
    return possible_methods(condition) & ~taken


class _Condition(NamedTuple):
    """What a route takes from those after it."""

    route: Value
    lone_path: str | None  # the path, where the condition asks for nothing but it and a method
    possible: MethodSet
    certain: MethodSet


@lru_cache(maxsize=16)
def _conditions(profile: Resource) -> tuple[_Condition, ...]:
    found = []
    for route in profile.spec["routes"].items():
        condition = route["condition"]
        lone = condition["pathRegex"].text if set(condition.mapping) <= {"method", "pathRegex"} else None
        possible = possible_methods(condition) if has_condition(condition) else NONE
        found.append(_Condition(route, lone, possible, certain_methods(condition)))
    return tuple(found)


def rpc_method(condition: Value) -> str:
    """The gRPC method whose path, `/package.Service/Method`, a condition asks for; empty where it asks for none.

    POST says nothing about writing there.
    """
    parts = [condition, *condition["all"].items()]
    found = (_GRPC_PATH.match(part["pathRegex"].text) for part in parts if part["pathRegex"].text)
    return next((match.group(1) for match in found if match), "")


def repeated_writes(route: Value) -> tuple[MethodSet, str]:
    """The methods of requests that a route retries and that may write, none for other routes; and its gRPC method, or ""."""
    called = rpc_method(route["condition"])
    if route["isRetryable"].raw is not True or not has_condition(route["condition"]) or only_reads(called):
        return NONE, called
    methods = profile_methods(route)
    return (methods if methods.unsafe else NONE), called


# Annotations


class Retry(NamedTuple):
    """Retry annotations in effect. `place` is the annotation that a person would change."""

    place: Value
    limit: int
    timeout: bool
    statuses: tuple[tuple[int, int], ...] | None  # ranges of HTTP statuses; None without the annotation
    codes: tuple[str, ...] | None  # gRPC statuses

    @property
    def resource(self) -> Resource:
        return self.place.resource

    @property
    def repeats_processed(self) -> bool:
        """Whether a request may be sent again that the application took: without conditions only refused ones are."""
        unsafe_status = any(not REFUSED_EARLY.issuperset(range(low, high + 1)) for low, high in self.statuses or ())
        unsafe_code = any(code != "resource-exhausted" for code in self.codes or ())
        return unsafe_status or unsafe_code or self.timeout


def annotation(resource: Resource, key: str) -> Value:
    """An annotation of the object itself, as a place to point at."""
    return resource.at("metadata", "annotations", key)


def http_retry(resource: Resource) -> Retry | None:
    """The retries of HTTP requests that an object's own annotations ask for; None without, and where they do not parse."""
    condition = annotation(resource, HTTP)
    statuses = parse_statuses(condition.text) if condition else None
    return _retry(resource, condition, statuses, None, bool(condition) and statuses is None)


def grpc_retry(resource: Resource) -> Retry | None:
    """The same for gRPC requests."""
    condition = annotation(resource, GRPC)
    codes = tuple(condition.text.lower().split(",")) if condition else None
    return _retry(resource, condition, None, codes, codes is not None and not GRPC_STATUSES.issuperset(codes))


def _retry(
    resource: Resource,
    condition: Value,
    statuses: tuple[tuple[int, int], ...] | None,
    codes: tuple[str, ...] | None,
    invalid: bool,
) -> Retry | None:
    limit, timeout = annotation(resource, LIMIT), annotation(resource, TIMEOUT)
    count = parse_limit(limit.text) if limit else 0
    seconds = annotation_seconds(timeout.text) if timeout else 0.0
    if invalid or count is None or seconds is None or not (condition or count or seconds):
        return None
    place = next(value for value in (condition, limit, timeout) if value)
    expires = bool(seconds) or bool(annotation(resource, RESPONSE_TIMEOUT))
    return Retry(place, count or 1, expires, statuses, codes)


def annotation_seconds(text: str) -> float | None:
    """A duration in an annotation, in seconds: one whole number and one unit, or 0; None where it is refused."""
    match = _DURATION.match(text.strip())
    return int(match.group(1)) * _UNITS[match.group(2)] if match else 0.0 if text.strip() == "0" else None


def parse_limit(text: str) -> int | None:
    """A limit as Linkerd reads it: 0 to 65535, 0 meaning "not set"; None where it is refused."""
    if not re.fullmatch(r"\+?\d{1,20}", text, re.ASCII):
        return None
    return int(text) if int(text) <= 0xFFFF else None


def parse_statuses(text: str) -> tuple[tuple[int, int], ...] | None:
    """The status ranges of `retry.linkerd.io/http`; None where it is refused, for a blank too."""
    found = []
    for item in text.split(","):
        low, dash, high = {"5xx": "500-599", "gateway-error": "502-504"}.get(item.lower(), item).partition("-")
        if not _is_status(low) or (dash and not (_is_status(high) and low <= high)):
            return None
        found.append((int(low), int(high or low)))
    return tuple(found)


def _is_status(text: str) -> bool:
    return bool(re.fullmatch(r"[1-5]\d\d", text, re.ASCII))


class AttachedRoutes:
    """The routes that Linkerd applies to each Service and EgressNetwork. Build it once per run."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._inventory = inventory
        self._routes: dict[tuple[str, str], ByNamespace[tuple[Resource, Parent]]] = {}
        for route in inventory.of(HTTP_ROUTE, LINKERD_HTTP_ROUTE, GRPC_ROUTE):
            for parent in parents(route):
                if parent.is_mesh:
                    found = self._routes.setdefault((parent.kind, parent.name), ByNamespace())
                    found.add(parent.namespace, (route, parent))

    def of(self, target: Resource) -> list[tuple[Resource, Parent]]:
        """The routes whose parent is `target`, each with that reference."""
        routes = self._routes.get((target.full_kind, target.name))
        found = routes.within(target.namespace) if routes is not None else []
        return [(route, parent) for route, parent in found if route.shares_scope(target)] or found

    def targets(self, route: Resource) -> Iterator[Resource]:
        """The Services and EgressNetworks that a route is attached to, as far as they were read."""
        for parent in parents(route):
            if parent.is_mesh:
                found = self._inventory.find(parent.kind, parent.name, parent.namespace)
                yield from [item for item in found if item.shares_scope(route)] or found

    def retry(self, route: Resource) -> Retry | None:
        """The HTTP retries of a route: its own, else those of what it is attached to. The groups are never merged."""
        if not any(parent.is_mesh for parent in parents(route)):
            return None
        own = http_retry(route)
        return own or next((found for item in self.targets(route) if (found := http_retry(item)) is not None), None)

    def reached_without_route_retries(self, target: Resource) -> MethodSet:
        """The methods of HTTP requests for which a target's own retry annotations count.

        Requests to a port without routes meet them all; where routes are attached, those that no rule matches get a 404.
        """
        attached = self.of(target)
        ports = http_ports(target, self._inventory)
        if not ports:
            return NONE
        covered = ports if any(parent.port is None for _, parent in attached) else {parent.port for _, parent in attached}
        if not attached or not ports <= covered:
            return ALL
        inheriting = [route for route, _ in attached if not _has_own(route)]
        return union(rule_methods(rule) for route in inheriting for rule in rules(route))


def _has_own(route: Resource) -> bool:
    return (grpc_retry(route) if route.full_kind == GRPC_ROUTE else http_retry(route)) is not None
