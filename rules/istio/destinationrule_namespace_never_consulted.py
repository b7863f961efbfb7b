"""DestinationRules in namespaces of neither clients nor services."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource
from meshlint.semantics.istio_gateways import GATEWAY_KINDS
from meshlint.semantics.istio_hosts import IstioHosts
from meshlint.semantics.istio_mesh import IstioMesh

_CONFIGURATION = ("istio.io", "gateway.networking.k8s.io", "kustomize.config.k8s.io")


class Inhabited:
    """The namespaces that hold more than configuration of the mesh: pods, or what may bring some."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self.namespaces = frozenset(
            item.namespace
            for item in inventory.resources
            if not item.group.endswith(_CONFIGURATION) or item.full_kind in GATEWAY_KINDS or item.kind.startswith("Workload")
        )


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on the host, where the service is known to be elsewhere and the files show no client of the namespace."""
    host, namespace = resource.at("spec", "host"), resource.namespace
    if not namespace or not host.text or "*" in host.text or host.is_templated:
        return
    if namespace == context.shared(IstioMesh).root_namespace:
        return
    homes = _namespaces_of(resource, context)
    inhabited = context.shared(Inhabited).namespaces
    if not homes or namespace in homes or None in homes or namespace in inhabited or None in inhabited:
        return
    places = ", ".join(f"'{home}'" for home in sorted(home for home in homes if home))
    message = f"'{host.text}' lives in {places}, and nothing that was read runs in '{namespace}': no client looks for rules here."
    yield context.finding(host, message)


def _namespaces_of(resource: Resource, context: Context) -> set[str | None]:
    hosts, host = context.shared(IstioHosts), resource.at("spec", "host")
    return {entry.namespace for entry in hosts.entries(host)}
