"""What Istio's schema asks across the fields of one message. Each check yields the field at fault, the problem, and its rule.

Source: the x-kubernetes-validations in istio/api kubernetes/customresourcedefinitions.gen.yaml; for DestinationRules istio
pkg/config/validation/validation.go (validateTrafficPolicy and what it calls).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Problem = tuple[str, str, str]  # field ("" for the message itself), what is wrong, owning rule ("" for the message's)
Check = Callable[[Mapping[str, Any]], Iterator[Problem]]


def _set(raw: Mapping[str, Any], key: str) -> bool:
    return raw.get(key) is not None


def _is_socket(raw: Mapping[str, Any]) -> bool:
    address = raw.get("address")
    return isinstance(address, str) and address.startswith("unix://")


def endpoint_template(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """A Unix domain socket has no ports."""
    if _is_socket(raw) and _set(raw, "ports"):
        yield "ports", "A Unix domain socket has no ports", ""


def endpoint(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """An endpoint can be reached: by an address, or through its network's gateway."""
    if not raw.get("address") and not raw.get("network"):
        yield "", "Neither 'address' nor 'network' is set, so that nothing can be reached", ""
    yield from endpoint_template(raw)


def envoy_match(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """A waypoint match goes with the context WAYPOINT, and with no other."""
    if raw.get("context") == "WAYPOINT" and not _set(raw, "waypoint"):
        yield "context", "The context 'WAYPOINT' needs a 'waypoint' match", ""
    if raw.get("context") != "WAYPOINT" and _set(raw, "waypoint"):
        yield "waypoint", "A 'waypoint' match needs the context 'WAYPOINT'", ""


def port_level_selector(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Ports are ports of selected workloads."""
    selector = raw.get("selector")
    labels = selector.get("matchLabels") if isinstance(selector, dict) else None
    if _set(raw, "portLevelMtls") and not labels:
        yield "portLevelMtls", "'portLevelMtls' needs a selector with labels", "peerauthentication-port-level-invalid"


def source(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Service accounts already say which namespaces and principals are meant."""
    for accounts in ("serviceAccounts", "notServiceAccounts"):
        others = [key for key in ("principals", "notPrincipals", "namespaces", "notNamespaces") if _set(raw, key)]
        if _set(raw, accounts) and others:
            yield accounts, f"'{accounts}' cannot stand beside '{others[0]}'", ""


def tag_override(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """UPSERT, the default, sets a value; REMOVE has none."""
    if raw.get("operation", "UPSERT") == "UPSERT" and raw.get("value", "") == "":
        yield "", "The operation 'UPSERT' needs a value", ""
    if raw.get("operation") == "REMOVE" and _set(raw, "value"):
        yield "value", "The operation 'REMOVE' takes no value", ""


def env_var(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """A variable of the host has its value there."""
    if raw.get("valueFrom") == "HOST" and _set(raw, "value"):
        yield "value", "A variable with 'valueFrom: HOST' takes no value", ""


def wasm_or_lua(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """An extension is one program."""
    if _set(raw, "wasm") == _set(raw, "lua"):
        yield "", "Exactly one of 'wasm' and 'lua' must be set", ""


def empty_policy(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """A traffic policy, of a rule or a subset, says something."""
    if raw.get("trafficPolicy") == {}:
        yield "trafficPolicy", "A traffic policy without settings is not taken", ""


def destination_rule(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """The policy of the rule itself belongs to another rule than those of its subsets."""
    for field, problem, _ in empty_policy(raw):
        yield field, problem, "destinationrule-traffic-policy-invalid"


def port_policy(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """A policy for a port names it, and says something."""
    if not _set(raw, "port"):
        yield "", "A policy for a port needs 'port'", ""
    elif not set(raw) - {"port"}:
        yield "", "A policy for a port without settings is not taken", ""


def connection_pool(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """A pool has settings for HTTP or TCP."""
    if not raw:
        yield "", "A connection pool needs 'http' or 'tcp'", ""


def http_pool(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """The client's protocol is kept, or upgraded; and pings have a rhythm."""
    if raw.get("h2UpgradePolicy") == "UPGRADE" and raw.get("useClientProtocol") is True:
        yield "useClientProtocol", "'useClientProtocol' and 'h2UpgradePolicy: UPGRADE' exclude each other", ""
    if raw.get("http2KeepAlive") == {}:
        yield "http2KeepAlive", "'http2KeepAlive' needs 'interval' and 'timeout'", ""


def outlier_detection(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Failures of the local origin are counted where they are told apart."""
    failures = raw.get("consecutiveLocalOriginFailures")
    counted = isinstance(failures, int) and not isinstance(failures, bool) and failures > 0
    if counted and raw.get("splitExternalLocalOriginErrors") in (None, False):
        needed = "'splitExternalLocalOriginErrors: true'"
        yield "consecutiveLocalOriginFailures", f"'consecutiveLocalOriginFailures' needs {needed}", ""


def warmup(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """A share of traffic that grows."""
    aggression = raw.get("aggression")
    if isinstance(aggression, (int, float)) and not isinstance(aggression, bool) and aggression == 0:
        yield "aggression", "'aggression' is more than 0", ""


CHECKS: dict[str, Check] = {
    "connection-pool": connection_pool,
    "destination-rule": destination_rule,
    "endpoint": endpoint,
    "endpoint-template": endpoint_template,
    "envoy-match": envoy_match,
    "http-pool": http_pool,
    "outlier-detection": outlier_detection,
    "port-level-selector": port_level_selector,
    "port-policy": port_policy,
    "subset": empty_policy,
    "source": source,
    "tag-override": tag_override,
    "env-var": env_var,
    "warmup": warmup,
    "wasm-or-lua": wasm_or_lua,
}
"""Check name, as the table has it, to the check."""
