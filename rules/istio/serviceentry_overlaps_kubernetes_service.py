"""ServiceEntries for names that Services have."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.istio_hosts import IstioHosts


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each host that is the full name of a Service; a note when the entry selects workloads."""
    index = context.shared(IstioHosts).index
    for host in resource.at("spec", "hosts").items():
        if index.service_namespace(host.text) is None:
            continue
        for entry in index.lookup(host.text, resource.namespace):
            if entry.resource.kind == "Service" and entry.namespace is not None and entry.resource.shares_scope(resource):
                severity = Severity.NOTE if resource.at("spec", "workloadSelector") else Severity.WARNING
                message = (
                    f"'{host.text}' is a Kubernetes Service: this entry is ignored beside it, and competes with it elsewhere."
                )
                related = [(entry.resource.at("metadata", "name"), "the Service")]
                yield context.finding(host, message, severity=severity, related=related)
                break
