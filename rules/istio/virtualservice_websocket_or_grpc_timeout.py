"""Timeouts on routes for gRPC or WebSockets."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_mesh import IstioMesh


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each route, at the timeout."""
    mesh = context.shared(IstioMesh)
    for route in given["routes"]:
        timeout = route["timeout"]
        if timeout.text and not timeout.is_templated:
            what = "WebSockets" if _upgrades(route) else "gRPC streams" if mesh.speaks_grpc(route) else ""
            if what:
                yield context.finding(timeout, f"The timeout '{timeout.text}' also ends {what} that are in use.")


def _upgrades(route: Value) -> bool:
    names = ("upgrade", "Upgrade")
    return any(match["headers"][name]["exact"].text.lower() == "websocket" for match in route["match"].items() for name in names)
