"""Pods that ask for the proxy and keep the injector away by a container of their own."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.linkerd_injection import LinkerdMesh, existing_sidecar

_RENDERED = ("linkerd.io/proxy-version", "linkerd.io/created-by")  # what `linkerd inject` leaves behind


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding a workload, on the container."""
    workload = workload_of(resource)
    if workload is None or any(key in workload.annotations for key in _RENDERED):
        return
    container = existing_sidecar(workload)
    marker = context.shared(LinkerdMesh).asked(workload) if container is not None else None
    if container is not None and marker is not None:
        message = f"The container '{container['name'].text}' keeps Linkerd's injector away, and no proxy is added."
        yield context.finding(container, message, related=[(marker, "The proxy is asked for here.")])
