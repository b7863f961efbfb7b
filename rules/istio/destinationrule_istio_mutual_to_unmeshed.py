"""ISTIO_MUTUAL for hosts that no sidecar answers for."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_client_tls import ISTIO_MUTUAL, TlsBlock, tls_blocks
from meshlint.semantics.istio_tls_servers import TlsServers


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such block whose servers are all known to be outside the mesh."""
    for block in tls_blocks(resource):
        who = _outside(block, context) if block.mode == ISTIO_MUTUAL else ""
        if who:
            yield context.finding(block.place, f"{who}, and does not understand 'ISTIO_MUTUAL': every connection fails.")


def _outside(block: TlsBlock, context: Context) -> str:
    """What is outside the mesh, as the beginning of a sentence; "" where someone in the mesh may answer."""
    rule = block.tls.resource
    host = rule.at("spec", "host")
    if host.is_templated or host.text.startswith("*"):
        return ""
    entries = [item for item in context.inventory.hosts.lookup(host.text, rule.namespace) if item.resource.shares_scope(rule)]
    outside = [item for item in entries if _is_external(item.resource)]
    if entries and len(outside) == len(entries):
        return f"{outside[0].resource.full_name} is outside the mesh"
    backends = context.shared(TlsServers).backends(rule, block.subset)
    if backends and len(backends) == len(entries) and all(item.others and not item.workloads for item in backends):
        return f"No workload of {backends[0].entry.resource.full_name} has a sidecar"
    return ""


def _is_external(resource: Resource) -> bool:
    if resource.kind == "ServiceEntry":
        return resource.at("spec", "location").text == "MESH_EXTERNAL"
    return resource.at("spec", "type").text == "ExternalName"
