"""Proxies that share processes with the application."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.mesh_sidecars import MeshSidecars


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a pod that certainly gets a sidecar."""
    workload = workload_of(resource)
    if workload is None:
        return
    shared = workload.pod_spec["shareProcessNamespace"]
    if shared.raw is True and context.shared(MeshSidecars).injecting(workload):
        yield context.finding(shared, "Containers of this pod see the processes of its proxy, and may read its keys.")
