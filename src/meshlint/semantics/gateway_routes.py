"""Gateway API routes: parents, matches by precedence, backends, and who reads them.

Source: gateway-api apis/v1/httproute_types.go (HTTPRouteRule on precedence), shared_types.go, geps/gep-1731.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.http_methods import ALL, WRITES, MethodSet, union
from meshlint.semantics.linkerd_injection import LinkerdMesh

GROUP = "gateway.networking.k8s.io"
HTTP_ROUTE = f"HTTPRoute.{GROUP}"
LINKERD_HTTP_ROUTE = "HTTPRoute.policy.linkerd.io"
GRPC_ROUTE = f"GRPCRoute.{GROUP}"
GATEWAY = f"Gateway.{GROUP}"
SERVICE = "Service"
EGRESS_NETWORK = "EgressNetwork.policy.linkerd.io"
_CORE = ("", "core")  # how routes spell the group of Service


class Parent(NamedTuple):
    """One item of `parentRefs`, defaults filled in. `kind` is the full kind, `Service` or `Kind.group`."""

    kind: str
    name: str
    namespace: str | None
    port: int | None
    value: Value

    @property
    def is_mesh(self) -> bool:
        """Whether the route shapes traffic inside the mesh, not that of a gateway."""
        return self.kind in (SERVICE, EGRESS_NETWORK)


@lru_cache(maxsize=256)
def parents(route: Resource) -> tuple[Parent, ...]:
    """What a route is attached to: a Gateway where a reference names neither group nor kind.

    The group of a Service has to be written: `kind: Service` alone refers to nothing.
    """
    found = []
    for value in route.spec["parentRefs"].items():
        group = value["group"].text if value["group"].exists else GROUP
        kind = value["kind"].text or "Gateway"
        full_kind = kind if group in _CORE else f"{kind}.{group}"
        namespace = value["namespace"].text or route.namespace
        found.append(Parent(full_kind, value["name"].text, namespace, value["port"].integer, value))
    return tuple(found)


@lru_cache(maxsize=256)
def rules(route: Resource) -> tuple[Value, ...]:
    """The entries of `spec.rules`."""
    return tuple(route.spec["rules"].items())


@lru_cache(maxsize=1024)
def matches(rule: Value) -> tuple[Value, ...]:
    """The alternatives of a rule; an absent value stands for "every request"."""
    return tuple(rule["matches"].items()) or (rule["matches"],)


def named_methods(rule: Value) -> list[Value]:
    """The methods that a rule's matches name, as places."""
    return [match["method"] for match in matches(rule) if match["method"].text]


def match_methods(match: Value) -> MethodSet:
    """The methods that one alternative accepts."""
    return MethodSet.of(match["method"].text) if match["method"].text else ALL


def rule_methods(rule: Value) -> MethodSet:
    """The methods that a rule's own matches accept."""
    return union(match_methods(match) for match in matches(rule))


def reaching_methods(route: Resource, rule: Value) -> MethodSet:
    """The methods that reach a rule: without those that more specific rules of the same route take before it."""
    others = [match for other in rules(route) if other.path != rule.path for match in matches(other)]
    return union(match_methods(match) & ~_taken(match, others) for match in matches(rule))


def _taken(match: Value, others: list[Value]) -> MethodSet:
    """The write methods that other matches win from one without a method.

    Precedence: exact path, longest prefix, *method*, number of headers, number of query parameters.
    """
    if match["method"].text:
        return MethodSet(frozenset())
    won = {other["method"].text for other in others if _path(other) == _path(match) and _conditions(other) <= _conditions(match)}
    return MethodSet(frozenset(won & set(WRITES)))


def _path(match: Value) -> tuple[str, str]:
    return match["path"]["type"].text or "PathPrefix", match["path"]["value"].text or "/"


def _conditions(match: Value) -> set[str]:
    return {f"{key}{item.raw}" for key in ("headers", "queryParams") for item in match[key].items()}


def is_redirect(rule: Value) -> bool:
    """Whether a rule answers with a redirect, so that no backend is asked."""
    return any(item["type"].text == "RequestRedirect" for item in rule["filters"].items())


def weight(backend: Value) -> int | float | None:
    """The weight of a backend, 1 where it is absent; None where it cannot be read."""
    return backend["weight"].number if backend["weight"] else 1


def all_weights_zero(rule: Value) -> bool:
    """Whether a rule has backends and none of them may get a request."""
    weights = [weight(backend) for backend in rule["backendRefs"].items()]
    return bool(weights) and all(value == 0 for value in weights)


class Readers:
    """Who implements a route, from its parents and from the meshes whose objects were read. Build it once per run."""

    def __init__(self, inventory: Inventory, targets: object) -> None:
        self._inventory = inventory
        self._linkerd = inventory.shared(LinkerdMesh, targets)

    def of(self, route: Resource) -> frozenset[str]:
        """ "linkerd", "istio", "envoy-gateway", and "" for an implementation that is not known."""
        return frozenset(reader for parent in parents(route) for reader in self._of_parent(parent)) or frozenset(("",))

    def _of_parent(self, parent: Parent) -> Iterator[str]:
        if parent.kind == EGRESS_NETWORK:
            yield "linkerd"
        elif parent.kind == SERVICE:
            if self._linkerd.is_present:
                yield "linkerd"
            if self._has_istio or not self._linkerd.is_present:
                yield "istio" if self._has_istio else ""
        elif parent.kind == GATEWAY:
            gateways = self._inventory.find(GATEWAY, parent.name, parent.namespace)
            yield from (self._of_class(item.spec["gatewayClassName"].text) for item in gateways)

    def _of_class(self, name: str) -> str:
        found = self._inventory.find(f"GatewayClass.{GROUP}", name, "")
        controller = found[0].spec["controllerName"].text if found else ""
        return "istio" if name.startswith("istio") or controller.startswith("istio.io/") else ""

    @cached_property
    def _has_istio(self) -> bool:
        return any(item.group.endswith(".istio.io") or item.full_kind == "HelmValues.istio" for item in self._inventory.resources)


class Rollouts:
    """Routes whose weights a progressive delivery tool sets at run time. Build it once per run.

    Source: Flagger pkg/router/gateway_api.go; Argo Rollouts' plug-in argoproj-labs/gatewayAPI.
    """

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._names: dict[str, list[str | None]] = {}
        for canary in inventory.of("Canary.flagger.app"):
            for name in (canary.spec["service"]["name"].text, canary.spec["targetRef"]["name"].text):
                self._add(name, canary.namespace)
        for rollout in inventory.of("Rollout.argoproj.io"):
            plugins = rollout.spec.get("strategy", "canary", "trafficRouting", "plugins")
            for _key, plugin in plugins.entries():
                self._add_plugin(plugin, rollout.namespace)

    def _add_plugin(self, plugin: Value, default: str | None) -> None:
        namespace = plugin["namespace"].text or default
        for key in ("httpRoute", "grpcRoute", "tcpRoute", "tlsRoute"):
            self._add(plugin[key].text, namespace)
            for item in plugin[f"{key}s"].items():
                self._add(item["name"].text, namespace)

    def _add(self, name: str, namespace: str | None) -> None:
        if name:
            self._names.setdefault(name, []).append(namespace)

    def manages(self, route: Resource) -> bool:
        """Whether the weights in the file are only where a rollout starts from."""
        return self._has(route.name, route.namespace)

    def is_generated(self, service: str, namespace: str | None) -> bool:
        """Whether a Service is one of the two that stand behind a rollout's name, which no client calls."""
        name, _, role = service.rpartition("-")
        return role in ("primary", "canary") and self._has(name, namespace)

    def _has(self, name: str, namespace: str | None) -> bool:
        return any(space is None or namespace in (space, None) for space in self._names.get(name, ()))
