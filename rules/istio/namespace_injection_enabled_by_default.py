"""Namespaces that are in the mesh without saying so."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_injection import SidecarInjection
from meshlint.semantics.istio_namespaces import MeshNamespaces


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for an unlabelled namespace of an installation that injects by default."""
    default = context.shared(SidecarInjection).enabled_by_default(resource)
    if default is not None and context.shared(MeshNamespaces).is_undecided(resource):
        yield context.finding(
            resource.at("metadata", "name"),
            f"Pods of '{resource.name}' get a sidecar only because the installation injects by default.",
            related=[(default.key, "the default")],
        )
