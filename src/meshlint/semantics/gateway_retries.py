"""What HTTPRoutes and Envoy Gateway's BackendTrafficPolicies have retried.

Source: gateway-api geps/gep-1731 (connection errors are retried even without codes); istio conversion.go in
pilot/pkg/config/kube/gateway; envoyproxy/gateway internal/gatewayapi/backendtrafficpolicy.go (a policy on a route replaces
the one on its Gateway).
"""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.gateway_routes import GATEWAY, HTTP_ROUTE, Readers, is_redirect, parents, rules

POLICY = "BackendTrafficPolicy.gateway.envoyproxy.io"
_REFUSED_EARLY = frozenset((425, 429))


class HttpRouteRetries:
    """Retries that `rules[].retry` of HTTPRoutes asks for. Build it once per run."""

    def __init__(self, inventory: Inventory, targets: object) -> None:
        self._readers = Readers(inventory, targets)

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
        self._own = {
            (target["name"].text, policy.namespace)
            for policy in inventory.of(POLICY)
            for target in targets_of(policy)
            if target["kind"].text == "HTTPRoute"
        }

    def covered(self, policy: Resource) -> Iterator[tuple[Resource, Value]]:
        """The routes and rules that get their retries from a policy, as far as they were read."""
        for route in self._routes(policy):
            yield from ((route, rule) for rule in rules(route) if not rule["retry"] and not is_redirect(rule))

    def targets_unread(self, policy: Resource) -> bool:
        """Whether a policy is attached to a Gateway of which no route was read, so that it may carry any method."""
        return any(item["kind"].text == "Gateway" and item["name"].text not in self._attached for item in targets_of(policy))

    def _routes(self, policy: Resource) -> Iterator[Resource]:
        for target in targets_of(policy):
            name, kind = target["name"].text, target["kind"].text
            if kind == "HTTPRoute" and not target["sectionName"]:
                found = self._inventory.find(HTTP_ROUTE, name, policy.namespace)
                yield from (item for item in found if item.shares_scope(policy))
            elif kind == "Gateway":
                yield from (item for item in self._attached.get(name, ()) if self._follows(item, name, policy))

    def _follows(self, route: Resource, gateway: str, policy: Resource) -> bool:
        """Whether a route is attached to the policy's Gateway, and has no policy of its own."""
        if not route.shares_scope(policy) or (route.name, route.namespace) in self._own:
            return False
        spaces = [parent.namespace for parent in parents(route) if parent.kind == GATEWAY and parent.name == gateway]
        return any(space is None or policy.namespace in (space, None) for space in spaces)


def targets_of(policy: Resource) -> list[Value]:
    """What a policy is attached to, by name: `targetRefs`, and `targetRef` of earlier releases."""
    single = policy.spec["targetRef"]
    return [*policy.spec["targetRefs"].items(), *([single] if single else [])]
