"""Conditions on JWT claims where no JWT is validated."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_claims import GatewayTokens, claims
from meshlint.semantics.istio_gateways import MESH, IstioGateways


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each condition, at its key."""
    conditions = list(claims(resource))
    if not conditions or not list(resource.at("spec", "hosts").items()):
        return  # a delegate's Gateways are those of its roots
    reason = _reason(resource, context)
    if reason is not None:
        text, related = reason
        for condition in conditions:
            message = f"The claim '{condition.path[-1]}' is never there: {text}."
            yield context.finding(condition.key, message, related=related)


def _reason(resource: Resource, context: Context) -> tuple[str, list[tuple[Value, str]]] | None:
    if all(item.text == MESH for item in resource.at("spec", "gateways").items()):
        return "routes by claims work at gateways only, and this VirtualService is for sidecars", []
    tokens = context.shared(GatewayTokens)
    for _reference, gateways in context.shared(IstioGateways).bound(resource):
        if gateways and all(tokens.lacks_validation(gateway) for gateway in gateways):
            gateway = gateways[0]
            text = f"no RequestAuthentication validates tokens for the pods of {gateway.full_name}"
            return text, [(gateway.at("spec", "selector"), "the pods of this Gateway")]
    return None
