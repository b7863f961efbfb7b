"""Namespaces with several default Sidecars."""

from __future__ import annotations

from itertools import islice

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_membership import MeshMembership
from meshlint.semantics.istio_sidecars import IstioSidecars, selector_labels


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on the name, for each Sidecar without a selector that is not alone in its namespace."""
    if resource.namespace is None or selector_labels(resource).mapping:
        return
    if context.shared(MeshMembership).is_ambient_namespace(resource.namespace, resource):
        return
    others = list(islice(context.shared(IstioSidecars).defaults_beside(resource), 3))
    if others:
        names = ", ".join(f"'{item.name}'" for item in others)
        message = (
            f"The namespace '{resource.namespace}' has other Sidecars without a selector ({names}): only the oldest is used."
        )
        related = [(item.at("metadata", "name"), "another default") for item in others]
        yield context.finding(resource.at("metadata", "name"), message, related=related)
