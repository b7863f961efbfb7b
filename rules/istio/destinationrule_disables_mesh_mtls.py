"""TLS modes that take the place of auto mTLS towards workloads of the mesh."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_client_tls import DISABLE, SIMPLE, ClientRules, TlsBlock, tls_blocks
from meshlint.semantics.istio_membership import MeshMembership
from meshlint.semantics.istio_tls_servers import TlsServers

_UNMESHED = frozenset(("kube-system", "kube-public", "kube-node-lease"))


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each block of mode DISABLE or SIMPLE; where nothing shows who answers, only in the audit profile."""
    host = resource.at("spec", "host").raw
    for block in tls_blocks(resource):
        if block.mode in (DISABLE, SIMPLE) and _meets_the_mesh(block, context):
            how = "add no encryption and no identity" if block.mode == DISABLE else "present no certificate of the mesh"
            where = f"port {block.port} of '{host}'" if block.port is not None else f"'{host}'"
            message = f"'{block.mode}' takes the place of auto mTLS for {where}: the proxies of clients {how}."
            yield context.finding(block.place, message)


def _meets_the_mesh(block: TlsBlock, context: Context) -> bool:
    """Whether workloads with a sidecar are behind the host. Where files do not tell: yes in the audit profile only."""
    servers, host = context.shared(TlsServers), context.shared(ClientRules).host(block.tls.resource)
    if servers.is_mesh_wide(host):
        return True
    rule, membership = block.tls.resource, context.shared(MeshMembership)
    namespace = servers.wide_namespace(host) or servers.service_namespace(host)
    is_unplaced = bool(host) and "." not in host and rule.namespace is None
    if not (namespace or is_unplaced) or namespace in _UNMESHED or host.startswith("kubernetes.default."):
        return False
    if _is_external(block, context):
        return False
    if servers.wide_namespace(host):
        return not membership.is_unmeshed_namespace(namespace, rule)
    backends = servers.backends(rule, block.subset)
    pods = [pod for backend in backends for pod in backend.workloads]
    if pods:
        return context.is_audit or any(membership.is_inside(pod) for pod in pods)
    if any(backend.others for backend in backends) or membership.is_unmeshed_namespace(namespace, rule):
        return False
    return context.is_audit or membership.is_mesh_namespace(namespace, rule)


def _is_external(block: TlsBlock, context: Context) -> bool:
    """Whether the host is a name outside the cluster in truth: a Service without pods of its own."""
    rule = block.tls.resource
    found = context.inventory.hosts.lookup(rule.at("spec", "host").text, rule.namespace)
    return bool(found) and all(not entry.resource.at("spec", "selector").mapping for entry in found)
