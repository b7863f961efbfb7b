"""Sidecars for proxies that do not read them."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Workload
from meshlint.semantics.istio_inbound import selected_by_sidecar
from meshlint.semantics.istio_sidecars import selector_labels


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on the labels, when everything that is selected is a gateway."""
    workloads = selected_by_sidecar(resource, context.inventory)
    if workloads and all(_is_gateway(workload) for workload in workloads):
        message = f"'{workloads[0].resource.name}' is a gateway, and its proxy does not read Sidecars: this one has no effect."
        yield context.finding(selector_labels(resource).key, message)


def _is_gateway(workload: Workload) -> bool:
    if "gateway" in workload.annotations.get("inject.istio.io/templates", "").split(","):
        return True
    proxy = workload.container("istio-proxy")
    return proxy is not None and any(item.text == "router" for item in proxy["args"].items())
