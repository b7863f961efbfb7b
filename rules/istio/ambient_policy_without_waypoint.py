"""Layer 7 policies that nobody enforces."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_ambient import GATEWAY, ISTIO_CLASSES
from meshlint.semantics.istio_ambient_policies import is_for_gateways, needs_http, subject_place
from meshlint.semantics.istio_ambient_targets import AmbientTargets
from meshlint.semantics.istio_policies import match_labels, target_refs

_ENROLLED_KINDS = {"Service": "Service", "ServiceEntry": "ServiceEntry.networking.istio.io"}


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a policy of an ambient namespace, at what it is for."""
    targets = context.shared(AmbientTargets)
    if not needs_http(resource) or not targets.mesh.namespace_is_ambient(resource.namespace, resource):
        return
    references = target_refs(resource)
    at = _unserved_reference(references, targets, context) if references else _unserved_pods(resource, targets)
    if at is not None:
        yield context.finding(at, "No waypoint is in front of what this policy is for: ztunnel cannot enforce it.")


def _unserved_reference(references: list[Value], targets: AmbientTargets, context: Context) -> Value | None:
    for reference in references:
        kind, name, namespace = reference["kind"].text, reference["name"].text, reference.resource.namespace
        if kind in _ENROLLED_KINDS:
            found = context.inventory.find(_ENROLLED_KINDS[kind], name, namespace)
            if found and all(targets.mesh.waypoint(item.labels, namespace, item) is None for item in found):
                return reference["name"]
        elif kind == "Gateway":
            gateways = context.inventory.find(GATEWAY, name, namespace)
            if gateways and not any(_is_istio(item) for item in gateways):
                return reference["name"]
    return None


def _is_istio(gateway: Resource) -> bool:
    name = gateway.at("spec", "gatewayClassName")
    return name.is_templated or name.text in ISTIO_CLASSES


def _unserved_pods(policy: Resource, targets: AmbientTargets) -> Value | None:
    if is_for_gateways(policy):
        return None
    found, captured = targets.selected(policy) if match_labels(policy).mapping else ([], [])
    unserved = map(targets.lacks_waypoint, captured) if found else [targets.namespace_waypoint(policy) is None]
    return subject_place(policy) if any(unserved) else None
