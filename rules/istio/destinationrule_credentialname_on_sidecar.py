"""TLS credentials that only gateways load, for hosts that sidecars call."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.istio_client_paths import ClientPaths
from meshlint.semantics.istio_client_tls import MUTUAL, SIMPLE, tls_blocks
from meshlint.semantics.istio_destinations import IstioDestinations

_SCHEMES = ("configmap://", "invalid://")


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each credential of a host that no gateway routes to: an error where a route of sidecars leads there."""
    host = resource.at("spec", "host")
    if resource.at("spec", "workloadSelector") or not host.text or "*" in host.text or host.is_templated:
        return
    for block in tls_blocks(resource):
        credential = block.tls["credentialName"]
        if block.mode not in (SIMPLE, MUTUAL) or not credential.text or credential.text.startswith(_SCHEMES):
            continue
        paths, name = context.shared(ClientPaths), context.shared(IstioDestinations).full_name(resource)
        if paths.of_gateways(name):
            return
        route = paths.of_sidecars(name)
        if route is not None and route.resource.shares_scope(resource):
            message = f"Sidecars load no '{credential.text}' without a workloadSelector: they call '{host.text}' in plain text."
            yield context.finding(credential, message, related=[(route["host"], "a route of sidecars")])
        elif context.complete or context.is_audit:
            message = f"Only gateways load '{credential.text}', and no route of a gateway leads to '{host.text}'."
            yield context.finding(credential, message, severity=Severity.WARNING if context.complete else Severity.NOTE)
