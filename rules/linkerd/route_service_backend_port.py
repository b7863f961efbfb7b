"""Services as backends without a port, where the Gateway API's own validation does not see it."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_routes import parents


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each backend. A backend with the empty group is refused by the Gateway API itself."""
    own = resource.group == "policy.linkerd.io"
    if not own and not any(parent.is_mesh or parent.kind == "Server.policy.linkerd.io" for parent in parents(resource)):
        return
    for backend in given["backends"]:
        group = backend["group"].text
        if backend["kind"].text not in ("", "Service") or group not in ("", "core") or backend["port"]:
            continue
        if backend.mapping and (own or group == "core"):
            yield context.finding(backend, f"The Service '{backend['name'].text}' is named without a port: its requests fail.")
