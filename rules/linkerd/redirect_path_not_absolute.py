"""Redirects to relative paths on routes that Linkerd's webhook looks at."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_routes import parents


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each path."""
    if not any(parent.is_mesh or parent.kind == "Server.policy.linkerd.io" for parent in parents(resource)):
        return
    for path in given:
        if isinstance(path.raw, str) and not path.is_templated and not path.text.startswith("/"):
            yield context.finding(
                path, f"The path '{path.text}' does not begin with '/', and Linkerd's webhook refuses the route."
            )
