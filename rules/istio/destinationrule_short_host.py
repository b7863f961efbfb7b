"""Short hosts in the root namespace that mean a service of another one. Other namespaces are destinationrule-host-not-found's."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_hosts import SERVICE, Evidence, IstioHosts
from meshlint.semantics.istio_mesh import IstioMesh
from meshlint.semantics.istio_routes import is_host

_INSTALLED = frozenset("prometheus grafana kiali jaeger tracing zipkin loki tempo opentelemetry-collector ztunnel".split())
"""Services that installers put beside istiod, and that other namespaces may well have too."""


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on the host, where exactly the other namespaces have a Service of that name."""
    host, root = resource.at("spec", "host"), context.shared(IstioMesh).root_namespace
    if resource.namespace != root or not is_host(host.text) or "." in host.text or "*" in host.text:
        return
    if host.text.startswith("istio") or host.text.partition("-")[0] in _INSTALLED or host.text in _INSTALLED:
        return
    hosts = context.shared(IstioHosts)
    missing = hosts.missing(host)
    if hosts.entries(host) or (missing is not None and (missing.evidence > Evidence.NEIGHBOURS or context.is_audit)):
        return
    homes = {item.namespace for item in context.inventory.find(SERVICE, host.text, None) if item.shares_scope(resource)}
    if homes and None not in homes and root not in homes:
        place = sorted(home for home in homes if home)[0]
        meant = hosts.full_name(host.text, place)
        message = f"'{host.text}' means '{hosts.full_name(host.text, root)}' here, which no file defines: write '{meant}'."
        yield context.finding(host, message)
