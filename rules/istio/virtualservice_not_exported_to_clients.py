"""VirtualServices for Gateways whose pods are in a namespace that exportTo leaves out."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_gateways import ISTIO_GATEWAY, IstioGateways
from meshlint.semantics.istio_servers import IstioServers
from meshlint.semantics.istio_virtual_hosts import IstioVirtualHosts


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such Gateway, at its name, with what exportTo says."""
    exports = context.shared(IstioVirtualHosts).exports(resource)
    if "*" in exports or resource.namespace is None:
        return
    for reference, gateways in context.shared(IstioGateways).bound(resource):
        pods = [
            pod for item in gateways if item.full_kind == ISTIO_GATEWAY for pod in context.shared(IstioServers).selected(item)
        ]
        spaces = {pod.namespace for pod in pods}
        if spaces and None not in spaces and spaces.isdisjoint(exports):
            where = ", ".join(sorted(space for space in spaces if space))
            message = f"The pods of this Gateway run in '{where}', where exportTo hides these routes."
            yield context.finding(reference, message, related=[(resource.at("spec", "exportTo"), "where they are exported to")])
