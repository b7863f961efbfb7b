"""Mirrors that get a copy of every request."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value
from meshlint.semantics.istio_hosts import IstioHosts
from meshlint.semantics.istio_routes import HttpRoute

_WRITES = ("POST", "PUT", "PATCH", "DELETE")


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each mirror: a warning where writes are copied to where they go anyway."""
    for route in given["routes"]:
        shares = [(route["mirror"], route["mirrorPercentage"])]
        shares.extend((item["destination"], item["percentage"]) for item in route["mirrors"].items())
        writes = [method for method in _WRITES if method in HttpRoute(route).methods]
        own = {_identity(item["destination"], context) for item in route["route"].items()}
        for mirror, share in shares:
            if mirror["host"].text and not share and not route["mirrorPercent"]:
                same = bool(writes) and _identity(mirror, context) in own
                effect = "writes are done twice" if same else "writes too" if writes else "all reads"
                message = f"'{mirror['host'].text}' gets a copy of every request: {effect}."
                yield context.finding(mirror.key, message, severity=Severity.WARNING if same else Severity.NOTE)


def _identity(destination: Value, context: Context) -> tuple[str, str]:
    host = context.shared(IstioHosts).full_name(destination["host"].text, destination.resource.namespace)
    return host.lower(), destination["subset"].text
