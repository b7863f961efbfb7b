"""Matches that another route has as well, with other backends."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_rivals import Rivals


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each match, with one of the routes that have it too."""
    for own, other in context.shared(Rivals).same_form(resource):
        message = f"{other.route.kind} '{other.route.name}' has the same match and other backends: the older of the two wins."
        at = own.match if own.match else own.rule
        yield context.finding(at, message, related=[(other.match if other.match else other.rule, "the other match")])
