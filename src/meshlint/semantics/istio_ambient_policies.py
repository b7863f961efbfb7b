"""Policies that only a proxy which reads HTTP can carry out, in ambient mode.

Source: istio pilot/pkg/model/policyattachment.go: waypoints load policies by targetRefs, selectors pick sidecars and gateways.
"""

from __future__ import annotations

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_policies import match_labels

_GATEWAY_LABELS = frozenset(("istio", "istio.io/gateway-name", "gateway.networking.k8s.io/gateway-name"))


def needs_http(policy: Resource) -> bool:
    """Whether a policy does something that ztunnel cannot: all but Telemetry that asks for what ztunnel reports anyway."""
    if policy.kind != "Telemetry":
        return True
    spec = policy.at("spec")
    if spec["tracing"].raw or spec["accessLogging"].raw:
        return True
    return any(metrics["overrides"].raw for metrics in spec["metrics"].items())


def is_for_gateways(policy: Resource) -> bool:
    """Whether a policy's selector is that of gateways, by the labels that gateways carry."""
    return not _GATEWAY_LABELS.isdisjoint(match_labels(policy).mapping)


def subject_place(policy: Resource) -> Value:
    """Where a policy says what it is for: its selector, else its name."""
    selector = policy.at("spec", "selector")
    return selector if selector else policy.at("metadata", "name")
