"""Pods on the host's network that ask for the proxy."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.linkerd_injection import LinkerdMesh


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding a workload, on `hostNetwork`."""
    workload = workload_of(resource)
    marker = context.shared(LinkerdMesh).asked(workload) if workload is not None and workload.host_network else None
    if workload is not None and marker is not None:
        message = "Linkerd's injector skips pods on the host's network: these stay outside the mesh."
        yield context.finding(workload.pod_spec["hostNetwork"].key, message, related=[(marker, "The proxy is asked for here.")])
