"""Hostnames that routes of both kinds claim."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_rivals import Rivals

_OTHER = {"HTTPRoute": "GRPCRoute", "GRPCRoute": "HTTPRoute"}


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each route, with one of the other kind."""
    kind = _OTHER.get(resource.kind)
    other = next(context.shared(Rivals).of_kind(resource, kind), None) if kind is not None else None
    if other is not None:
        names = resource.spec["hostnames"]
        at = names.key if names else resource.at("metadata", "name").place
        message = (
            f"{kind} '{other.route.name}' claims the same hostnames of the same listener: as specified, the younger is refused."
        )
        yield context.finding(at, message, related=[(other.route.at("metadata", "name"), "the other route")])
