"""What a LimitRange fills in for containers that set no limit of their own.

Source: Kubernetes plugin/pkg/admission/limitranger: items of type Container; `default` is the limit, else `max`.
"""

from __future__ import annotations

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.workloads import Workload


def supplied_limits(workload: Workload, inventory: Inventory) -> set[str]:
    """The resources ("cpu", "memory") for which containers of a workload get a limit from their namespace."""
    return limits_in(workload.namespace, workload.resource, inventory)


def limits_in(namespace: str | None, beside: Resource, inventory: Inventory) -> set[str]:
    """The resources for which the LimitRanges of a namespace, as `beside` sees them, give every container a limit."""
    return _given(namespace, beside, inventory, ("default", "max"))


def requests_in(namespace: str | None, beside: Resource, inventory: Inventory) -> set[str]:
    """The same for requests: `defaultRequest`, else the limit, else `min`."""
    return _given(namespace, beside, inventory, ("defaultRequest", "default", "min", "max"))


def _given(namespace: str | None, beside: Resource, inventory: Inventory, blocks: tuple[str, ...]) -> set[str]:
    return {
        name
        for item in inventory.of("LimitRange")
        if item.namespace == namespace and item.shares_scope(beside)
        for limit in item.at("spec", "limits").items()
        if limit["type"].text == "Container"
        for block in blocks
        for name in limit[block].mapping
    }
