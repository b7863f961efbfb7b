"""References of VirtualServices to Gateways that are not defined."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value
from meshlint.semantics.istio_gateways import GENERATED, GatewayName, IstioGateways, gateway_references, resolve
from meshlint.semantics.suggestions import meant, perhaps


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each missing Gateway, where it is first named."""
    gateways = context.shared(IstioGateways)
    seen: set[GatewayName] = set()
    for reference in gateway_references(resource):
        name = resolve(reference.text, resource.namespace)
        if name in seen or GENERATED in name.name:
            continue
        seen.add(name)
        if not gateways.find(reference) and not gateways.is_external(name):
            yield from _missing(reference, name, context)


def _missing(reference: Value, name: GatewayName, context: Context) -> Iterator[Finding]:
    gateways = context.shared(IstioGateways)
    if gateways.would_be_read(name, reference.resource):
        others = gateways.elsewhere(name)
        hint = meant(others[0]) if len(others) == 1 else perhaps(str(name), gateways.names)
        yield context.finding(reference, f"No Gateway '{name}' exists: these routes go nowhere.{hint}")
    elif context.is_audit and gateways.may_be_expected:
        message = f"The Gateway '{name}' is not among the files read: unless it exists, these routes go nowhere."
        yield context.finding(reference, message, severity=Severity.NOTE)
