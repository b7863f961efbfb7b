"""Wildcard hosts of the mesh that cover several Services."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_gateways import binds_mesh
from meshlint.semantics.istio_hosts import IstioHosts


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each wildcard."""
    if not binds_mesh(resource):
        return
    hosts = context.shared(IstioHosts)
    for host in given["hosts"]:
        if not host.text.startswith("*.") or host.is_templated:
            continue
        covered = hosts.services_under(host.text)
        if len(covered) > 1:
            message = (
                f"'{host.text}' covers {len(covered)} services, such as '{covered[0]}' and '{covered[1]}': all get these routes."
            )
            yield context.finding(host, message)
