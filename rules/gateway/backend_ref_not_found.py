"""Backends, mirrors and authorization services of routes that no file defines."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.gateway_api_definitions import Definitions
from meshlint.semantics.gateway_api_references import MIRROR, SERVICE, backends

_LOOKED_UP = {
    SERVICE: "Service",
    "ServiceImport.multicluster.x-k8s.io": "ServiceImport",
    "XBackend.gateway.networking.x-k8s.io": "XBackend",
}


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each missing object, where it is first named. Without more than silence, in the audit profile only."""
    seen: set[tuple[str, str]] = set()
    for backend in backends(resource):
        if backend.kind not in _LOOKED_UP or (backend.kind, backend.shown) in seen:
            continue
        seen.add((backend.kind, backend.shown))
        if backend.kind != SERVICE and not context.inventory.has(backend.kind):
            continue
        missing = context.shared(Definitions).missing(backend.kind, backend.name, backend.namespace, resource)
        if missing is not None and (missing.certain or context.is_audit):
            lost = "the copies go nowhere" if backend.role == MIRROR else "its share of the requests fails"
            message = f"The {_LOOKED_UP[backend.kind]} '{backend.shown}' is not defined, so that {lost}.{missing.hint}"
            certain = missing.certain and backend.role != MIRROR
            yield context.finding(backend.value["name"], message, severity=Severity.ERROR if certain else Severity.WARNING)
