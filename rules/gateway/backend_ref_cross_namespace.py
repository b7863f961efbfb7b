"""Backends in other namespaces that no ReferenceGrant lets a route use."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.gateway_api_grants import Grants
from meshlint.semantics.gateway_api_references import Reference, backends, is_mesh_only
from meshlint.semantics.gateway_routes import parents
from meshlint.semantics.linkerd_injection import LinkerdMesh


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each object of another namespace, where it is first named; for routes of a mesh in audits only."""
    in_mesh = is_mesh_only(resource)
    if in_mesh and context.shared(LinkerdMesh).is_present:
        return  # it asks for no grant
    granted_anyway = {parent.namespace for parent in parents(resource)} if in_mesh else set()
    seen: set[tuple[str, str]] = set()
    for backend in backends(resource):
        if (backend.kind, backend.shown) in seen or backend.namespace in granted_anyway or not _is_refused(backend, context):
            continue
        seen.add((backend.kind, backend.shown))
        certain = not in_mesh and (context.complete or _is_read(backend, context))
        if certain or context.is_audit:
            who = f"{resource.kind}s of '{resource.namespace}'"
            refused = "some meshes refuse the reference" if in_mesh else "the reference is refused"
            message = f"No ReferenceGrant in '{backend.namespace}' lets {who} use '{backend.name}', so that {refused}."
            place = backend.value["namespace"]
            yield context.finding(place, message, severity=Severity.ERROR if certain else Severity.WARNING)


def _is_refused(backend: Reference, context: Context) -> bool:
    known = context.complete or backend.namespace in context.inventory.known_namespaces
    hidden = "ReferenceGrant" in context.inventory.templated_kinds and not context.complete
    return backend.crosses_namespaces and known and not hidden and not context.shared(Grants).permit(backend)


def _is_read(backend: Reference, context: Context) -> bool:
    """Whether the files hold the backend: a grant would lie beside it."""
    return bool(context.inventory.find(backend.kind, backend.name, backend.namespace))
