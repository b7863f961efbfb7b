"""Hosts of policies that are matched without a port, where missing the match lets a request through."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Severity, Value
from meshlint.semantics.istio_ambient import GATEWAY, WAYPOINT_CLASS
from meshlint.semantics.istio_policies import Subjects, action, match_labels, operations, target_refs
from meshlint.semantics.istio_proxies import Role, all_are, names_gateway

_FIELDS = {"DENY": "hosts", "CUSTOM": "hosts", "ALLOW": "notHosts"}
"""Where a miss lets a request through, by action."""
_EFFECTS = {
    "DENY": "is not denied",
    "CUSTOM": "is not sent to the external authorizer",
    "ALLOW": "is allowed in spite of 'notHosts'",
}


class PortStripping:
    """Whether some EnvoyFilter takes the port off the Host header before policies see it."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        texts = [str(item.spec.raw) for item in inventory.of("EnvoyFilter.networking.istio.io")]
        self.is_on = any(name in text for text in texts for name in ("strip_any_host_port", "strip_matching_host_port"))


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each list, at its first host without a twin for any port; a note, in an audit, off gateways."""
    kind = action(resource)
    field = _FIELDS.get(kind)
    if field is None or context.shared(PortStripping).is_on:
        return
    for operation in operations(resource):
        lone = list(_lone(operation[field]))
        if not lone:
            continue
        at_gateway = _is_at_gateway(resource, context)
        if not at_gateway and not context.is_audit:
            return
        hint = f" (and {len(lone) - 1} more)" if len(lone) > 1 else ""
        message = f"A request for '{lone[0].text}:443'{hint} {_EFFECTS[kind]}: list '{lone[0].text}:*' as well."
        yield context.finding(lone[0], message, severity=Severity.WARNING if at_gateway else Severity.NOTE)


def _lone(hosts: Value) -> Iterator[Value]:
    """The exact names of a list that has no pattern for the same name with a port."""
    texts = [host.text.lower() for host in hosts.items()]
    prefixes = tuple(text[:-1] for text in texts if text.endswith("*"))
    for host in hosts.items():
        name = host.text.lower()
        if name and "*" not in name and ":" not in name and not host.is_templated and not f"{name}:".startswith(prefixes):
            yield host


def _is_at_gateway(policy: Resource, context: Context) -> bool:
    references = target_refs(policy)
    if references:
        return any(_is_ingress(reference, context) for reference in references)
    labels = match_labels(policy).mapping
    if not labels:
        return False
    return names_gateway(labels) or all_are(context.shared(Subjects).selected(policy), Role.GATEWAY)


def _is_ingress(reference: Value, context: Context) -> bool:
    """Whether a target is a Gateway that is read and is no waypoint."""
    found = context.inventory.find(GATEWAY, reference["name"].text, reference.resource.namespace)
    return reference["kind"].text == "Gateway" and any(
        item.at("spec", "gatewayClassName").text not in ("", WAYPOINT_CLASS) for item in found
    )
