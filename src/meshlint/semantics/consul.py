"""Consul's service mesh on Kubernetes: retries of routers and filters, injection, and the sidecar's resources.

Source: consul agent/xds/routes.go (getRetryPolicyForDestination); consul-k8s control-plane/connect-inject/webhook
(mesh_webhook.go ShouldInject, consul_dataplane_sidecar.go sidecarResources), charts/consul/values.yaml (connectInject).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property, lru_cache

from meshlint.findings import Path, Place
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.manifests.workloads import Workload
from meshlint.semantics.envoy_retries import GRPC, unsafe_conditions
from meshlint.semantics.gateway_routes import HTTP_ROUTE, reaching_methods, rules
from meshlint.semantics.go_booleans import TRUE
from meshlint.semantics.http_methods import ALL, NONE, MethodSet
from meshlint.semantics.limit_ranges import supplied_limits
from meshlint.semantics.places import OncePerPlace

GROUP = "consul.hashicorp.com"
ROUTER = f"ServiceRouter.{GROUP}"
RETRY_FILTER = f"RouteRetryFilter.{GROUP}"
DEFAULTS = f"ServiceDefaults.{GROUP}"
VALUES = "HelmValues.consul"
INJECT = f"{GROUP}/connect-inject"
_NEVER = frozenset(("kube-system", "kube-public", "local-path-storage"))
_OWN_PODS = (f"{GROUP}/gateway-kind", f"{GROUP}/connect-inject-status", f"{GROUP}/mesh-gateway-replicas")


# Retries


def unsafe_retries(settings: Value, grpc: bool = False) -> list[str]:
    """The conditions of a destination or filter that may repeat a request which was processed.

    `settings` holds `numRetries`, `retryOn` and `retryOnStatusCodes`. The number alone switches nothing off: 0 is "not set".
    """
    conditions = [item.text for item in settings["retryOn"].items() if item.text]
    codes = [f"{item.integer}" for item in settings["retryOnStatusCodes"].items() if item.integer is not None]
    return unsafe_conditions([*conditions, *codes], grpc)


def only_grpc(conditions: list[str]) -> bool:
    """Whether conditions are met by gRPC statuses alone."""
    return GRPC.issuperset(conditions)


def route_methods(route: Value) -> MethodSet:
    """The methods that a ServiceRouter's route takes: those that it lists, all without a list."""
    listed = [item.text.upper() for item in route.get("match", "http", "methods").items() if item.text]
    return MethodSet.of(*listed) if listed else ALL


def reaching(route: Value) -> MethodSet:
    """The methods that reach a route: routes are tried in order, so earlier ones with the same match may take some."""
    return _reaching(route.resource)[route.path]


@lru_cache(maxsize=16)
def _reaching(router: Resource) -> dict[Path, MethodSet]:
    """What reaches each route of a router, by its path."""
    found: dict[Path, MethodSet] = {}
    taken_by_all, taken = NONE, defaultdict[str, MethodSet](lambda: NONE)
    for route in router.spec["routes"].items():
        match, methods = _without_methods(route), route_methods(route)
        same = repr(sorted(match.items(), key=lambda entry: entry[0]))
        found[route.path] = methods & ~(taken_by_all | taken[same])
        if match in ({}, {"pathPrefix": "/"}):
            taken_by_all |= methods
        taken[same] |= methods
    return found


def _without_methods(route: Value) -> dict[str, object]:
    return {key: value for key, value in route.get("match", "http").mapping.items() if key != "methods"}


class ConsulRoutes:
    """Protocols of services, and who uses which RouteRetryFilter. Build it once per run."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._inventory = inventory
        self._users: dict[str, list[tuple[Resource, Value]]] = {}
        for route in inventory.of(HTTP_ROUTE):
            for rule in rules(route):
                for name in _retry_filters(rule):
                    self._users.setdefault(name, []).append((route, rule))

    def may_speak_grpc(self, resource: Resource, service: str) -> bool:
        """Whether gRPC conditions can mean anything to a service: unless ServiceDefaults give it another protocol."""
        found = self._inventory.find(DEFAULTS, service, resource.namespace)
        return all(item.spec["protocol"].text in ("", "grpc", "http2") for item in found)

    def users(self, retry_filter: Resource) -> Iterator[tuple[Resource, Value, MethodSet]]:
        """The HTTPRoutes and their rules that refer to a filter, with the methods that reach each."""
        own = retry_filter.namespace
        found = [user for user in self._users.get(retry_filter.name, ()) if own is None or user[0].namespace in (own, None)]
        for route, rule in [user for user in found if user[0].shares_scope(retry_filter)] or found:
            yield route, rule, reaching_methods(route, rule)


def _retry_filters(rule: Value) -> Iterator[str]:
    for item in rule["filters"].items():
        reference = item["extensionRef"]
        if reference["kind"].text == "RouteRetryFilter" and reference["group"].text == GROUP:
            yield reference["name"].text


# Injection


class ConsulMesh:
    """Which pods get Consul's sidecar, and with which resources. Build it once per run."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._inventory = inventory
        self._values = OncePerPlace(self._find_values)
        self._default = OncePerPlace(self._find_default)
        self._is_bounded = OncePerPlace(
            lambda beside: any(item.partial or sets_memory_limit(item) for item in self.values(beside))
        )
        self._is_off = OncePerPlace(lambda beside: any(not injects(item) for item in self.values(beside)))

    def values(self, beside: Resource) -> list[Resource]:
        """The values that Consul beside a resource is installed with, as far as they were read."""
        return self._values(beside)

    def _find_values(self, beside: Resource) -> list[Resource]:
        return [item for item in self._all_values if item.shares_scope(beside)] or self._all_values

    @cached_property
    def _all_values(self) -> list[Resource]:
        return [item for item in self._inventory.of(VALUES) if item.name == "consul"]

    def injection(self, workload: Workload) -> Value | None:
        """What has the sidecar injected into a workload's pods: their annotation or the chart's default; None without."""
        if workload.namespace in _NEVER or any(key in workload.annotations for key in _OWN_PODS):
            return None
        if INJECT not in workload.annotations and not self._some_inject_by_default:
            return None
        own = workload.annotation(INJECT)
        is_asked = own.text in TRUE if own else self._some_inject_by_default
        if not is_asked or workload.container("consul-dataplane") or self._is_off(workload.resource):
            return None
        return own or self._default(workload.resource)

    def _find_default(self, beside: Resource) -> Value | None:
        """Where values switch injection on for pods that do not say otherwise."""
        defaults = (item.at("connectInject", "default") for item in self.values(beside))
        return next((value for value in defaults if value.raw is True), None)

    @cached_property
    def _some_inject_by_default(self) -> bool:
        """Whether any values inject pods that do not say otherwise."""
        return any(item.at("connectInject", "default").raw is True for item in self._inventory.of(VALUES))

    def lacks_memory_limit(self, workload: Workload) -> bool:
        """Whether the sidecar's memory is unbounded; annotations and chart values merge key by key.

        A limit without a request is enough: Kubernetes takes the limit for the request.
        """
        if f"{GROUP}/sidecar-proxy-memory-limit" in workload.annotations or "memory" in supplied_limits(
            workload, self._inventory
        ):
            return False
        return not self._is_bounded(workload.resource)


def injects(values: Resource) -> bool:
    """Whether chart values leave injection on, as it is by default."""
    return values.at("connectInject", "enabled").raw is not False


def sets_memory_limit(values: Resource) -> bool:
    """Whether chart values limit the memory of every sidecar."""
    value = values.at("connectInject", "sidecarProxy", "resources", "limits", "memory")
    return bool(value) and value.raw != ""


class UnboundedSidecars:
    """Where injected sidecars get no memory limit, once for each cause. Build it once per run.

    A workload while it stands alone or no values were read; else the chart's values, which hold everyone's default.
    """

    def __init__(self, inventory: Inventory, targets: object) -> None:
        mesh = inventory.shared(ConsulMesh, targets)
        self._found: dict[int, Place] = {}
        shared: dict[int, list[Workload]] = {}
        injected = [(workload, marker) for workload in inventory.workloads if (marker := mesh.injection(workload)) is not None]
        for workload, marker in injected:
            if not mesh.lacks_memory_limit(workload):
                continue
            values = mesh.values(workload.resource)
            if values:
                shared.setdefault(id(values[0]), []).append(workload)
            else:
                self._found[id(workload.resource)] = marker.key
        for item in inventory.of(VALUES):
            alone = shared.get(id(item), [])
            unused = not injected and item.name == "consul" and injects(item) and not item.partial
            if len(alone) == 1:
                self._found[id(alone[0].resource)] = alone[0].annotation(INJECT).key
            elif (alone or unused) and not sets_memory_limit(item):
                self._found[id(item)] = _resources_of(item)

    def of(self, resource: Resource) -> Place | None:
        """Where to report it on a resource, if at all."""
        return self._found.get(id(resource))


def _resources_of(values: Resource) -> Place:
    for steps in (("connectInject", "sidecarProxy", "resources"), ("connectInject", "sidecarProxy")):
        if values.at(*steps).exists:
            return values.at(*steps).key
    return values.at("connectInject").key
