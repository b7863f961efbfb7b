"""References of policies to what no file defines."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value
from meshlint.semantics.istio_policies import target_refs
from meshlint.semantics.suggestions import perhaps

_KINDS = {
    ("", "Service"): "Service",
    ("core", "Service"): "Service",
    ("networking.istio.io", "ServiceEntry"): "ServiceEntry.networking.istio.io",
    ("gateway.networking.k8s.io", "Gateway"): "Gateway.gateway.networking.k8s.io",
}


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding, on its name, for each target that is missing; a warning where other files might define it."""
    for reference in target_refs(resource):
        kind, name = _KINDS.get((reference["group"].text, reference["kind"].text), ""), reference["name"]
        namespace = reference["namespace"].text or resource.namespace
        if not kind or not name.text or name.is_templated or namespace != resource.namespace:
            continue
        if context.inventory.find(kind, name.text, namespace) or not _would_be_read(kind, reference, context):
            continue
        known = (item.name for item in context.inventory.in_namespace(kind, namespace))
        where = f" in namespace '{namespace}'" if namespace else ""
        message = f"There is no {reference['kind'].text} '{name.text}'{where}: the policy protects nothing."
        severity = Severity.ERROR if context.complete else Severity.WARNING
        yield context.finding(name, message + perhaps(name.text, known), severity=severity)


def _would_be_read(kind: str, reference: Value, context: Context) -> bool:
    """Whether other files of that kind and namespace were read, so that one's absence means something."""
    namespace = reference.resource.namespace
    if context.complete:
        return True
    if namespace is None or kind.partition(".")[0] in context.inventory.templated_kinds:
        return False
    made_by_gateway = kind == "Service" and any(
        reference["name"].text.startswith(f"{gateway.name}-") or reference["name"].text == gateway.name
        for gateway in context.inventory.in_namespace("Gateway.gateway.networking.k8s.io", namespace)
    )
    return context.inventory.knows_kind_in(kind, namespace) and not made_by_gateway
