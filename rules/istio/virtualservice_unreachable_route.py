"""Routes behind one that takes everything, or with matches that are all used before."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_reachability import unreachable


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each route, with the one before it."""
    for shadow in unreachable(resource):
        reason = "all its matches are used by earlier routes" if shadow.equal else "an earlier route takes every request"
        message = f"This route can never be selected: {reason}."
        yield context.finding(shadow.later, message, related=[(shadow.earlier, "what is tried before")])
