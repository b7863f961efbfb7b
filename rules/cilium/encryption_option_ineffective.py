"""Options of Cilium's encryption that the chart leaves out."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.cilium_values import is_agent_chart, is_on, setting

_OPTIONS = (
    "encryption.nodeEncryption",
    "encryption.strictMode.enabled",
    "encryption.strictMode.egress.enabled",
    "encryption.strictMode.ingress.enabled",
)


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each option that is on without WireGuard."""
    kind = setting(resource, "encryption.type")
    if not is_agent_chart(resource) or resource.partial or kind.is_templated:
        return
    enabled, type_ = is_on(resource, "encryption.enabled"), kind.text or "ipsec"
    for option in _OPTIONS:
        if is_on(resource, option) and not (enabled and type_ == "wireguard"):
            reason = f"is for WireGuard, and the type is '{type_}'" if enabled else "needs 'encryption.enabled: true'"
            yield context.finding(setting(resource, option), f"'{option}' {reason}: it is left out without an error.")
