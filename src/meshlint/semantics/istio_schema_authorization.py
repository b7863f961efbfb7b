"""What Istio's webhook refuses of the rules of an AuthorizationPolicy, beyond their fields.

Source: istio pkg/config/validation/validation.go (ValidateAuthorizationPolicy) and pkg/config/security/security.go
(ValidateAttribute, ValidateIPs, ValidatePorts, CheckEmptyValues, CheckServiceAccount, CheckTrustDomain).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_schema_hosts import is_subnet
from meshlint.semantics.istio_schema_values import Fault, at_field, fault_at

_RULE = "authorizationpolicy-rule-invalid"
_IP_FIELDS = ("ipBlocks", "notIpBlocks", "remoteIpBlocks", "notRemoteIpBlocks")
_BRACKETED = re.compile(r"[^\[\]]+\[.+\]\Z")
_HEADERS, _FILTER = "request.headers", "experimental.envoy.filters."
_PLAIN_KEYS = frozenset(
    """
    source.ip remote.ip source.namespace source.principal source.serviceAccount source.trustDomain request.auth.principal
    request.auth.audiences request.auth.presenter destination.ip destination.port connection.sni
    """.split()
)
_CLAIMS = "request.auth.claims"
_REPLACED = {
    "destination.name": "the labels of the selector",
    "destination.namespace": "the policy's own namespace",
    "destination.user": "a policy beside the service account's workload",
    "destination.labels": "the labels of the selector",
}


def authorization_rules(resource: Resource) -> Iterator[Fault]:
    """Sources, operations and conditions of every rule."""
    for rule in resource.at("spec", "rules").items():
        for field, inner in (("from", "source"), ("to", "operation")):
            if rule[field].raw == []:
                yield at_field(rule[field].path, f"An empty '{field}' is refused: leave it out to match everything.", _RULE)
            for item in rule[field].items():
                yield from _block(item, inner)
        for condition in rule["when"].items():
            yield from _condition(condition)


def _block(item: Value, inner: str) -> Iterator[Fault]:
    block = item[inner]
    if not isinstance(item.raw, dict):
        return
    if not block.exists or not any(value.raw for _, value in block.entries()):
        if block.exists or not item.mapping:
            yield at_field((block if block.exists else item).path, f"An empty '{inner}' is refused.", _RULE)
        return
    for field, values in block.entries():
        for value in values.items():
            if isinstance(value.raw, str) and not value.is_templated:
                problem = _problem(field, value.text)
                if problem:
                    yield fault_at(value, f"'{value.text}' is refused in '{field}': {problem}.", _RULE)


def _problem(field: str, text: str) -> str:
    if not text:
        return "an empty value matches nothing"
    if field in _IP_FIELDS:
        return "" if is_subnet(text) else "it is neither an IP address nor a range of them"
    if field in ("ports", "notPorts"):
        return "" if text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= 65535 else "it is no port"
    if field in ("serviceAccounts", "notServiceAccounts"):
        return _account_problem(text)
    if field in ("trustDomains", "notTrustDomains"):
        inner = text[1:-1] if text != "*" else ""
        return "a trust domain has no '/', and '*' only at one end" if "/" in text or "*" in inner else ""
    return ""


def _account_problem(text: str) -> str:
    parts = text.split("/")
    if "*" in text:
        return "a service account takes no wildcard"
    return "" if len(parts) <= 2 and all(parts) else "it is neither 'account' nor 'namespace/account'"


def _condition(condition: Value) -> Iterator[Fault]:
    key, values = condition["key"], [*condition["values"].items(), *condition["notValues"].items()]
    if not key.text:
        if key.exists and key.raw == "":
            yield fault_at(key, "A condition without a key is refused.", _RULE)
        return
    if key.is_templated:
        return
    problem = _key_problem(key.text)
    if problem:
        yield fault_at(key, f"The condition '{key.text}' is refused: {problem}.", _RULE)
    if not values:
        yield at_field(condition.path, f"The condition '{key.text}' has neither 'values' nor 'notValues': it is refused.", _RULE)
    for value in values:
        if isinstance(value.raw, str) and not value.is_templated:
            problem = _value_problem(key.text, value.text)
            if problem:
                yield fault_at(value, f"'{value.text}' is refused for '{key.text}': {problem}.", _RULE)


def _key_problem(key: str) -> str:
    name = key.partition("[")[0]
    if name in _REPLACED:
        return f"it was replaced by {_REPLACED[name]}"
    if name in (_HEADERS, _CLAIMS):
        return "" if _BRACKETED.match(key) else f"it needs a name in brackets, as in '{name}[name]'"
    if key in _PLAIN_KEYS or key.startswith(_FILTER):
        return ""
    return "it is no attribute that Istio knows"


def _value_problem(key: str, text: str) -> str:
    if key in ("source.ip", "remote.ip", "destination.ip"):
        return "" if is_subnet(text) else "it is neither an IP address nor a range of them"
    return _problem("ports", text) if key == "destination.port" else ""
