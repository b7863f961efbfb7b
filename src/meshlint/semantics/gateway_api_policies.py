"""BackendTLSPolicies by what they target. Source: gateway-api apis/v1/backendtlspolicy_types.go, geps/gep-713 (conflicts)."""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.gateway_api_references import SERVICE, reference
from meshlint.semantics.gateway_routes import GROUP

TLS_POLICY = f"BackendTLSPolicy.{GROUP}"


class TLSPolicies:
    """Which policies target which object. One instance a run: `context.shared(TLSPolicies)`."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._targets: dict[tuple[str, str, str | None], list[Value]] = {}
        for policy in inventory.of(TLS_POLICY):
            for value in policy.spec["targetRefs"].items():
                target = reference(value, SERVICE)
                if target is not None and not value["sectionName"].is_templated:
                    self._targets.setdefault((target.kind, target.name, policy.namespace), []).append(value)

    def conflicts(self, policy: Resource) -> Iterator[tuple[Value, Value]]:
        """Each target of a policy with one of another policy that means the same object and section."""
        for value in policy.spec["targetRefs"].items():
            target = reference(value, SERVICE)
            if target is None or policy.namespace is None:
                continue
            for other in self._targets.get((target.kind, target.name, policy.namespace), ()):
                same = other["sectionName"].text == value["sectionName"].text
                distinct = other.resource is not policy and other.resource.name != policy.name
                if same and distinct and other.resource.shares_scope(policy):
                    yield value, other
                    break

    def covers(self, service: Resource, port: Value) -> bool:
        """Whether a policy targets a Service, as a whole or by the name of the port."""
        found = self._targets.get((SERVICE, service.name, service.namespace), ())
        return any(item["sectionName"].text in ("", port["name"].text) for item in found if item.resource.shares_scope(service))
