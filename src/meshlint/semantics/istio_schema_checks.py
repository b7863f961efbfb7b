"""What Istio's schema asks across the fields of one message. Each check yields the field at fault, the problem, and its rule.

Source: the x-kubernetes-validations in istio/api kubernetes/customresourcedefinitions.gen.yaml.
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


CHECKS: dict[str, Check] = {
    "endpoint": endpoint,
    "endpoint-template": endpoint_template,
    "envoy-match": envoy_match,
    "port-level-selector": port_level_selector,
    "source": source,
    "tag-override": tag_override,
    "env-var": env_var,
    "wasm-or-lua": wasm_or_lua,
}
"""Check name, as the table has it, to the check."""
