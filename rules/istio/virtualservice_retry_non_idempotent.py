"""Retry policies of VirtualServices that can repeat a request after it was processed."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Path, Resource, Severity, Value
from meshlint.semantics.istio_matches import matches
from meshlint.semantics.istio_mesh import IstioMesh
from meshlint.semantics.istio_retries import attempts, conditions_of, follow_processing, unsafe
from meshlint.semantics.istio_routes import Delegation, HttpRoute, shielded


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each policy that an unsafe request can meet, on its `retries` key."""
    reported: set[Path] = set()
    for route in context.shared(Delegation).routes(resource):
        if route.retries.resource is resource and route.retries.path not in reported:
            finding = _finding(route, context)
            if finding is not None:
                reported.add(route.retries.path)
                yield finding


def _finding(route: HttpRoute, context: Context) -> Finding | None:
    retries, mesh = route.retries, context.shared(IstioMesh)
    if not route.forwards or not attempts(retries):
        return None
    grpc = mesh.speaks_grpc(route.entry)
    conditions = unsafe(conditions_of(retries, mesh.default_retry_conditions(retries.resource)), grpc)
    methods = route.methods & ~shielded(route.resource, route.entry)
    writes = [method for method in ("POST", "PATCH") if method in methods]
    if not conditions or not writes:
        return None
    named = not route.methods.inverted
    retried = ", ".join(conditions)
    source = f"retryOn '{retried}'" if retries["retryOn"] else f"the default conditions of this Istio release ('{retried}')"
    who = f"The route takes {' and '.join(writes)}" if named else "No match keeps POST and PATCH off this route"
    message = f"{who}, and {source} can repeat a request that was already processed."
    key = _idempotency_header(route)
    if key:
        message = f"{message[:-1]}: safe only where the service honours '{key}'."
    severity = Severity.ERROR if not key and (named or follow_processing(conditions)) else Severity.WARNING
    return context.finding(retries.key, message, severity=severity)


def _idempotency_header(route: HttpRoute) -> str:
    """The header by which a service recognises a repeated request, where every match asks for one; else nothing."""
    for entry in (route.entry, route.root):
        asked = [_key_in(match) for match in matches(entry)] if entry is not None else []
        if asked and all(asked):
            return asked[0]
    return ""


def _key_in(match: Value) -> str:
    return next((str(name) for name, _ in match["headers"].entries() if "idempoten" in str(name).lower()), "")
