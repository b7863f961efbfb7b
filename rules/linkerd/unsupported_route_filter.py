"""Filters that Linkerd does not implement."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_routes import parents
from meshlint.semantics.linkerd_injection import LinkerdMesh

_UNKNOWN = frozenset(("RequestMirror", "URLRewrite", "ExtensionRef", "CORS", "ExternalAuth"))


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each filter, where Linkerd reads the route."""
    kinds = {parent.kind for parent in parents(resource)}
    certain = not kinds.isdisjoint(("Server.policy.linkerd.io", "EgressNetwork.policy.linkerd.io"))
    if not certain and not ("Service" in kinds and context.shared(LinkerdMesh).is_present):
        return
    for kind in given:
        if kind.text in _UNKNOWN:
            yield context.finding(kind, f"Linkerd has no '{kind.text}': it drops the whole route, with all its rules.")
