"""Servers on ports that the proxy does not see."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Workload
from meshlint.semantics.linkerd_injection import INJECT, LinkerdMesh
from meshlint.semantics.linkerd_policies import SERVER, Servers, server_port_covers
from meshlint.semantics.linkerd_ports import covers

_SKIPPED = "config.linkerd.io/skip-inbound-ports"


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding a Server, for the first workload whose port it cannot protect."""
    for workload in context.shared(Servers).selected(resource) if resource.full_kind == SERVER else ():
        reason = _reason(resource, workload, context.shared(LinkerdMesh))
        if reason and workload.resource.shares_scope(resource):
            related = [(workload.template["metadata"], "The pods.")]
            message = f"{reason} the policy of this Server is not enforced on '{workload.resource.name}'."
            yield context.finding(resource.spec["port"], message, related=related)
            return


def _reason(server: Resource, workload: Workload, mesh: LinkerdMesh) -> str:
    if workload.host_network or workload.annotations.get(INJECT) == "disabled":
        return "The pods have no proxy:"
    skipped = mesh.setting(workload, _SKIPPED)
    ports = server_port_covers(server, workload) if skipped is not None else set()
    return "Connections to the port go past the proxy:" if skipped and any(covers(skipped.text, port) for port in ports) else ""
