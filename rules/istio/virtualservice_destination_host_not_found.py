"""Destinations, mirrors included, whose host is not in Istio's registry."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.istio_hosts import Evidence, IstioHosts
from meshlint.semantics.istio_routes import destinations


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each missing host, where it is first written."""
    hosts = context.shared(IstioHosts)
    seen: set[str] = set()
    for destination in destinations(resource):
        host = destination["host"]
        if host.text in seen:
            continue
        seen.add(host.text)
        missing = hosts.missing(host)
        if missing is not None and (missing.evidence > Evidence.NEIGHBOURS or context.is_audit):
            message = f"The host '{host.text}' {missing.reason}"
            severity = Severity.ERROR if missing.evidence > Evidence.NEIGHBOURS else Severity.WARNING
            yield context.finding(host, message, severity=severity)
