"""References to certificate authorities that lead nowhere."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.gateway_api_authorities import authority_values
from meshlint.semantics.gateway_api_definitions import Definitions
from meshlint.semantics.gateway_api_references import reference

_CONFIG_MAP = "ConfigMap"
_BUNDLE = "Bundle.trust.cert-manager.io"


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each reference; that the object is missing is told where everything is known, or in the audit profile."""
    for value in authority_values(resource):
        found = reference(value, _CONFIG_MAP)
        if found is None or found.kind == "Secret":
            continue
        if found.kind != _CONFIG_MAP:
            yield context.finding(value["kind"], f"'{found.kind}' is no kind that certificates of an authority are read from.")
            continue
        maps = context.shared(Definitions).find(_CONFIG_MAP, found.name, found.namespace, resource)
        if maps and not any(_has_authority(item.root) for item in maps):
            message = f"ConfigMap '{found.shown}' has no 'ca.crt', so that nothing can be verified."
            yield context.finding(value["name"], message, related=[(maps[0].at("metadata", "name"), "the ConfigMap")])
        elif not maps and _is_known_missing(found.name, found.namespace, resource, context):
            yield context.finding(value["name"], f"No ConfigMap '{found.shown}' is defined, so that nothing can be verified.")


def _has_authority(config_map: Value) -> bool:
    return config_map["data"].has("ca.crt") or config_map["binaryData"].has("ca.crt") or config_map["data"].is_templated


def _is_known_missing(name: str, namespace: str | None, beside: Resource, context: Context) -> bool:
    """Whether the ConfigMap would be read; trust-manager makes one of each Bundle in many namespaces."""
    if context.inventory.has(_BUNDLE):
        return False
    missing = context.shared(Definitions).missing(_CONFIG_MAP, name, namespace, beside)
    return missing is not None and (context.complete or context.is_audit)
