"""Parameters that no file defines."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_definitions import Definitions
from meshlint.semantics.gateway_api_references import reference

_KINDS = {"GatewayClass": ("parametersRef",), "Gateway": ("infrastructure", "parametersRef")}


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on the name, where another object of the kind lies in the namespace; sure of it, or in the audit profile."""
    steps = _KINDS.get(resource.kind)
    found = reference(resource.spec.get(*steps), "ConfigMap") if steps is not None else None
    if found is None or (found.kind != "ConfigMap" and not context.inventory.has(found.kind)):
        return
    namespace = found.value["namespace"].text or resource.namespace
    missing = context.shared(Definitions).missing(found.kind, found.name, namespace, resource)
    if missing is not None and (missing.certain or context.is_audit):
        kind = found.kind.partition(".")[0]
        where = f" in '{namespace}'" if namespace else ""
        message = f"No {kind} '{found.name}' is defined{where}, so that the {resource.kind} is not accepted.{missing.hint}"
        yield context.finding(found.value["name"], message)
