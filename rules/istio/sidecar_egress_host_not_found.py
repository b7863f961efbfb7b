"""Egress hosts that import nothing."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_sidecars import EgressHost, IstioSidecars, egress_host


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each egress host that names nothing, where the files would show what it names."""
    for listener in resource.at("spec", "egress").items():
        for value in listener["hosts"].items():
            host = egress_host(value)
            reason = _reason(host, context.shared(IstioSidecars)) if host is not None and host.name != "*" else ""
            if reason:
                yield context.finding(value, f"'{value.text}' {reason}: nothing is imported by it.")


def _reason(host: EgressHost, sidecars: IstioSidecars) -> str:
    if sidecars.is_routed(host):
        return ""
    if host.name.startswith("*"):
        found = sidecars.imports_by_pattern(host) or not sidecars.would_be_read(host)
        return "" if found else "covers no known host"
    if sidecars.imported(host):
        return ""
    elsewhere = [entry for entry in sidecars.names_elsewhere(host) if entry.namespace is not None]
    if elsewhere:
        return f"is defined in the namespace '{elsewhere[0].namespace}', from which this does not import"
    return "is no known host" if sidecars.would_be_read(host) else ""
