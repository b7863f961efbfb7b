"""Tokens of requests: who checks them (RequestAuthentication), who asks for them (AuthorizationPolicy), and whether the two meet.

Source: istio pilot/pkg/model/authentication.go (policies of the workload's and of the root namespace apply).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_mesh import IstioMesh
from meshlint.semantics.istio_policies import AUTHORIZATION_POLICY, are_labels, conditions, match_labels, sources, target_refs
from meshlint.semantics.targets import Targets

REQUEST_AUTHENTICATION = "RequestAuthentication.security.istio.io"
_VIRTUAL_SERVICE = "VirtualService.networking.istio.io"
_CLAIM = "@request.auth.claims"


def token_fields(policy: Resource) -> Iterator[Value]:
    """The parts of an AuthorizationPolicy that only a checked token fills."""
    for source in sources(policy):
        yield from (source[name] for name in ("requestPrincipals", "notRequestPrincipals") if source[name].raw)
    for condition in conditions(policy):
        if condition["key"].text.startswith("request.auth."):
            yield condition["key"]


class Tokens:
    """The policies on tokens of a run. One instance: `context.shared(Tokens)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._root = inventory.shared(IstioMesh, targets).root_namespace
        self._checking = _by_namespace(inventory.of(REQUEST_AUTHENTICATION))
        self._asking = _by_namespace(
            policy for policy in inventory.of(AUTHORIZATION_POLICY) if next(token_fields(policy), None) is not None
        )
        self.routes_by_claims = any(map(_routes_by_claims, inventory.of(_VIRTUAL_SERVICE)))

    def checked_by(self, policy: Resource) -> list[Resource]:
        """The RequestAuthentications that may apply to workloads of an AuthorizationPolicy."""
        return self._near(self._checking, policy)

    def asked_by(self, policy: Resource) -> list[Resource]:
        """The AuthorizationPolicies on tokens that may apply to workloads of a RequestAuthentication."""
        return self._near(self._asking, policy)

    def _near(self, index: dict[str | None, list[Resource]], policy: Resource) -> list[Resource]:
        if policy.namespace in (None, self._root):
            return [other for others in index.values() for other in others if _may_meet(policy, other)]
        places = (policy.namespace, self._root, None)
        return [other for place in dict.fromkeys(places) for other in index.get(place, ()) if _may_meet(policy, other)]


def _by_namespace(policies: Iterable[Resource]) -> dict[str | None, list[Resource]]:
    found: dict[str | None, list[Resource]] = {}
    for policy in policies:
        found.setdefault(policy.namespace, []).append(policy)
    return found


def _may_meet(one: Resource, other: Resource) -> bool:
    """Whether two policies may apply to a common proxy: nothing in their selectors excludes it."""
    if not one.shares_scope(other):
        return False
    if bool(target_refs(one)) != bool(target_refs(other)):
        return any(not target_refs(policy) and not match_labels(policy).raw for policy in (one, other))
    if not are_labels(match_labels(one)) or not are_labels(match_labels(other)):
        return True
    mine, theirs = match_labels(one).mapping, match_labels(other).mapping
    return all(theirs.get(key, value) == value for key, value in mine.items())


def _routes_by_claims(service: Resource) -> bool:
    headers = (match["headers"] for route in service.at("spec", "http").items() for match in route["match"].items())
    return any(str(name).lower().startswith(_CLAIM) for header in headers for name, _ in header.entries())
