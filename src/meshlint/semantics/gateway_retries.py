"""What HTTPRoutes and Envoy Gateway's BackendTrafficPolicies have retried.

Source: gateway-api geps/gep-1731 (connection errors are retried even without codes); istio conversion.go in
pilot/pkg/config/kube/gateway; envoyproxy/gateway internal/gatewayapi/backendtrafficpolicy.go (a policy on a route replaces
the one on its Gateway).
"""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.selectors import selector_matches
from meshlint.manifests.value import Value
from meshlint.semantics.gateway_routes import GATEWAY, GROUP, HTTP_ROUTE, Readers, is_redirect, parents, rules

POLICY = "BackendTrafficPolicy.gateway.envoyproxy.io"
_REFUSED_EARLY = frozenset((425, 429))


class HttpRouteRetries:
    """Retries that `rules[].retry` of HTTPRoutes asks for. Build it once per run."""

    def __init__(self, inventory: Inventory, targets: object) -> None:
        self._readers = inventory.shared(Readers, targets)

    def unsafe(self, route: Resource, rule: Value) -> str:
        """Why a rule's retries can repeat a processed request, for a message; "" where they cannot.

        Linkerd ignores the field, and Istio retries nothing but refused requests and the listed codes.
        """
        retry, readers = rule["retry"], self._readers.of(route) - {"linkerd"}
        if not retry or not readers or retry["attempts"].integer == 0 or is_redirect(rule):
            return ""
        codes = [item.integer for item in retry["codes"].items() if item.integer not in _REFUSED_EARLY]
        if codes:
            return "a request that was answered with " + ", ".join(f"'{code}'" for code in codes)
        return "" if readers == {"istio"} else "a request whose connection broke while it was served"


class TrafficPolicies:
    """The HTTPRoutes for which each BackendTrafficPolicy counts. Build it once per run."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._inventory = inventory
        self._attached: dict[str, list[Resource]] = {}
        for route in inventory.of(HTTP_ROUTE):
            for parent in parents(route):
                if parent.kind == GATEWAY:
                    self._attached.setdefault(parent.name, []).append(route)
        self._own = {id(route) for policy in inventory.of(POLICY) for route in self._targets(policy, HTTP_ROUTE)}

    def covered(self, policy: Resource) -> Iterator[tuple[Resource, Value]]:
        """The routes and rules that get their retries from a policy, as far as they were read."""
        routes = [*self._targets(policy, HTTP_ROUTE)]
        for gateway in self._gateways(policy):
            routes.extend(route for route in self._routes_of(gateway) if id(route) not in self._own)
        for route in routes:
            yield from ((route, rule) for rule in rules(route) if not rule["retry"] and not is_redirect(rule))

    def targets_unread(self, policy: Resource) -> bool:
        """Whether a policy is attached to a Gateway of which no route was read, so that it may carry any method."""
        gateways = self._gateways(policy)
        selects = any(item["kind"].text == "Gateway" for item in policy.spec["targetSelectors"].items())
        return (selects and not gateways) or any(not self._routes_of(gateway) for gateway in gateways)

    def _gateways(self, policy: Resource) -> list[tuple[str, str | None]]:
        """The Gateways that a policy is attached to: named ones, read or not, and those that it selects."""
        named = [item["name"].text for item in _named(policy) if item["kind"].text == "Gateway"]
        return [
            *((name, policy.namespace) for name in named),
            *((item.name, item.namespace) for item in self._selected(policy, GATEWAY)),
        ]

    def _targets(self, policy: Resource, kind: str) -> Iterator[Resource]:
        """The objects of a kind that a policy is attached to, by name or by label."""
        for reference in _named(policy):
            if f"{reference['kind'].text}.{GROUP}" == kind and not reference["sectionName"]:
                found = self._inventory.find(kind, reference["name"].text, policy.namespace)
                yield from (item for item in found if item.shares_scope(policy))
        yield from self._selected(policy, kind)

    def _selected(self, policy: Resource, kind: str) -> Iterator[Resource]:
        for selector in policy.spec["targetSelectors"].items():
            if f"{selector['kind'].text}.{GROUP}" == kind:
                namespace = None if selector["namespaces"]["from"].text == "All" else policy.namespace
                for item in self._inventory.in_namespace(kind, namespace):
                    if item.shares_scope(policy) and selector_matches(selector.mapping, item.labels):
                        yield item

    def _routes_of(self, gateway: tuple[str, str | None]) -> list[Resource]:
        """The routes attached to a Gateway; in a GitOps repository they come from any application's kustomization."""
        return [route for route in self._attached.get(gateway[0], ()) if _refers_to(route, *gateway)]


def _refers_to(route: Resource, gateway: str, namespace: str | None) -> bool:
    spaces = [parent.namespace for parent in parents(route) if parent.kind == GATEWAY and parent.name == gateway]
    return any(None in (space, namespace) or space == namespace for space in spaces)


def _named(policy: Resource) -> list[Value]:
    """What a policy names: `targetRefs`, and `targetRef` of earlier releases."""
    single = policy.spec["targetRef"]
    return [*policy.spec["targetRefs"].items(), *([single] if single else [])]
