"""Gateways of matches that are not among those of the VirtualService."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_gateways import MESH, binds_mesh, resolve


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such name."""
    bound = list(resource.at("spec", "gateways").items())
    if not list(resource.at("spec", "hosts").items()) or any(item.is_templated for item in bound):
        return  # a delegate's Gateways are those of its roots
    names = {resolve(item.text, resource.namespace) for item in bound if item.text != MESH}
    for reference in given:
        if not reference.text or reference.is_templated:
            continue
        listed = binds_mesh(resource) if reference.text == MESH else resolve(reference.text, resource.namespace) in names
        if not listed:
            shown = ", ".join(item.text for item in bound) or MESH
            message = f"'{reference.text}' is not among the gateways of this VirtualService ('{shown}'): the match never applies."
            yield context.finding(reference, message)
