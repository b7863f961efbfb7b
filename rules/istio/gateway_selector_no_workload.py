"""Gateways that configure no proxy."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource
from meshlint.semantics.istio_servers import IstioServers, selector_of

_CHARTS = frozenset(("ingressgateway", "egressgateway"))


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on the selector, when it selects nothing and the files would show what it selects."""
    selector = dict(selector_of(resource))
    labels = resource.at("spec", "selector")
    if not selector or any(label.is_templated for _, label in labels.entries()):
        return
    if context.shared(IstioServers).selected(resource):
        return
    if context.complete or _would_be_read(resource, selector, context.inventory):
        shown = ", ".join(f"{key}={value}" for key, value in sorted(selector.items()))
        yield context.finding(labels.key, f"No workload carries the labels '{shown}': this Gateway configures no proxy.")


def _would_be_read(resource: Resource, selector: dict[str, str], inventory: Inventory) -> bool:
    """Whether the files hold another gateway in the same namespace, labelled by the same keys: then the selector is misspelt.

    The labels that Istio's installers use are taken to be there.
    """
    if resource.namespace is None or selector.get("istio") in _CHARTS:
        return False
    return any(
        workload.namespace == resource.namespace and workload.container("istio-proxy") and set(selector) <= set(workload.labels)
        for workload in inventory.workloads_in(resource.namespace)
    )
