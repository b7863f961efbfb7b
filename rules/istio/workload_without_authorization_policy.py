"""Workloads that anybody may call."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Targets, Workload, workload_of
from meshlint.semantics.istio_injection import inject_label
from meshlint.semantics.istio_mesh import IstioMesh
from meshlint.semantics.istio_namespaces import MeshNamespaces
from meshlint.semantics.istio_policies import SelectorIndex, match_labels, target_refs

_POLICY = "AuthorizationPolicy.security.istio.io"


class _Coverage:
    """Which workloads the policies of a run select."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._root = inventory.shared(IstioMesh, targets).root_namespace
        policies = [policy for policy in inventory.of(_POLICY) if not target_refs(policy)]
        self._wide = {policy.namespace for policy in policies if not match_labels(policy).mapping}
        self._selectors = SelectorIndex(policies, match_labels)

    def covers(self, workload: Workload) -> bool:
        namespaces = {workload.namespace, self._root, None}
        if not self._wide.isdisjoint(namespaces):
            return True
        return any(self._selectors.selecting(workload.labels, namespace) for namespace in namespaces)


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a workload of the mesh, where policies are in use or nothing else can exist."""
    workload = workload_of(resource)
    if workload is None or workload.host_network or inject_label(workload) == "false" or workload.namespace is None:
        return
    if resource.at("metadata", "ownerReferences") or not (context.complete or context.inventory.has(_POLICY)):
        return
    if context.shared(MeshNamespaces).is_control_plane(workload.namespace) or context.shared(_Coverage).covers(workload):
        return
    yield context.finding(
        resource.at("metadata", "name"), "No AuthorizationPolicy selects these pods: whoever reaches them may call them."
    )
