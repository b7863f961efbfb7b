"""DestinationRules without a `tls` block, where a wider rule turns mutual TLS on and auto mTLS does not."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_client_tls import ISTIO_MUTUAL, ClientRules, traffic_policies


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for a rule that takes mutual TLS away from its host."""
    clients = context.shared(ClientRules)
    if clients.auto_mtls(resource) or _sets_tls(resource):
        return
    wider = next(
        (rule for rule in clients.wider(resource) if rule.at("spec", "trafficPolicy", "tls", "mode").raw == ISTIO_MUTUAL), None
    )
    if wider is not None:
        yield context.finding(
            resource.at("spec", "host"),
            f"This rule says nothing of TLS and takes the place of {wider.full_name}: its host is called in plain text.",
            related=[(wider.at("spec", "trafficPolicy", "tls", "mode"), "mutual TLS is turned on here")],
        )


def _sets_tls(rule: Resource) -> bool:
    """Whether a rule has a `tls` block for all pods, on whatever port."""
    policy, _ = next(traffic_policies(rule))
    return bool(policy["tls"]) or any(entry["tls"] for entry in policy["portLevelSettings"].items())
