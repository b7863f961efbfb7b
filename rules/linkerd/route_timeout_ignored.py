"""Timeouts of routes in several units, which Linkerd cannot read."""

from __future__ import annotations

import re

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_routes import Readers

_SEVERAL = re.compile(r"(?:\d{1,5}(?:h|m|s|ms)){2,4}\Z")


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such timeout of a route that Linkerd reads."""
    for timeout in given["timeouts"]:
        if _SEVERAL.match(timeout.text) and "linkerd" in context.shared(Readers).of(resource):
            yield context.finding(
                timeout, f"Linkerd reads one number and one unit: it drops '{timeout.text}', and sets no timeout."
            )
