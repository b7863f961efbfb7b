"""Linkerd's Servers: the pods and ports that they cover, and what refers to them.

Source: linkerd2 policy-controller/k8s/index/src/inbound/index.rs (selection, ports), policy-controller/runtime/src/admission.rs
(what the webhook refuses).
"""

from __future__ import annotations

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.selectors import selector_matches
from meshlint.manifests.value import Value
from meshlint.manifests.workloads import Workload
from meshlint.semantics.gateway_routes import GRPC_ROUTE, HTTP_ROUTE, LINKERD_HTTP_ROUTE, Parent, parents

GROUP = "policy.linkerd.io"
SERVER = f"Server.{GROUP}"
INBOUND_ROUTES = (HTTP_ROUTE, LINKERD_HTTP_ROUTE, GRPC_ROUTE)


def server_port_covers(server: Resource, workload: Workload) -> set[int]:
    """The ports of a workload's containers that a Server covers: by number, declared or not, or by name."""
    port = server.spec["port"]
    if port.integer is not None:
        return {port.integer}
    return {
        number
        for item in workload.ports()
        if item["name"].text == port.text and (number := item["containerPort"].integer) is not None
    }


class Servers:
    """Every Server, by what it selects and what is attached to it. Build it once per run."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._inventory = inventory
        self._selected: dict[Resource, list[Workload]] = {}

    def selected(self, server: Resource) -> list[Workload]:
        """The workloads whose pods a Server selects, as its scope sees them."""
        if server not in self._selected:
            selector = server.spec["podSelector"]
            labels: dict[str, object] = {
                key: value for key, value in selector["matchLabels"].mapping.items() if isinstance(value, str)
            }
            labelled = self._inventory.selected(labels, server.namespace)
            found = [item for item in labelled if selector_matches(selector.raw, item.labels)]
            self._selected[server] = [item for item in found if item.resource.shares_scope(server)] or found
        return self._selected[server]

    def named(self, name: str, namespace: str | None, beside: Resource) -> list[Resource]:
        """The Servers that a reference can mean."""
        found = self._inventory.find(SERVER, name, namespace)
        return [item for item in found if item.shares_scope(beside)] or found

    def of_route(self, route: Resource) -> list[tuple[Resource, Parent]]:
        """The Servers that a route is attached to, as far as they were read."""
        return [
            (server, parent)
            for parent in parents(route)
            if parent.kind == SERVER
            for server in self.named(parent.name, parent.namespace, route)
        ]


def reference_kind(reference: Value) -> str:
    """The full kind that a reference of an AuthorizationPolicy names; "core" is the group of core kinds."""
    group = reference["group"].text
    return reference["kind"].text if group in ("", "core") else f"{reference['kind'].text}.{group}"
