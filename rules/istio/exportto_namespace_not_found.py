"""Namespaces in exportTo that are defined nowhere."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_exports import exported_to, namespace_is_missing
from meshlint.semantics.istio_membership import MeshMembership
from meshlint.semantics.suggestions import perhaps


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such namespace. Exports have no effect in ambient namespaces."""
    places = [(name, at) for name, at in exported_to(resource) if namespace_is_missing(name, context.inventory)]
    if not places or context.shared(MeshMembership).is_ambient_namespace(resource.namespace, resource):
        return
    for name, at in places:
        hint = perhaps(name, context.inventory.known_namespaces)
        if hint or context.complete or context.is_audit:
            yield context.finding(at, f"exportTo names the namespace '{name}', which does not exist.{hint}")
