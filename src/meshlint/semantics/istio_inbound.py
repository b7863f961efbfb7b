"""The inbound ports of a workload: what its Services lead to, and what a Sidecar listens on.

Without `ingress` in its Sidecar a proxy listens on the target ports of all Services of its workload; with it, on the listed ports
alone.
Source: istio pilot/pkg/networking/core/listener_inbound.go (buildInboundListeners), pilot/pkg/model/sidecar.go.
"""

from __future__ import annotations

from typing import NamedTuple

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.manifests.workloads import Workload
from meshlint.semantics.istio_sidecars import selector_labels


class TargetPort(NamedTuple):
    """A port of a Service, and the number on the pod that it leads to."""

    port: Value
    number: int


def target_ports(workload: Workload, inventory: Inventory) -> list[TargetPort] | None:
    """The ports of the Services that select a workload; None where one of them cannot be told."""
    found: list[TargetPort] = []
    for service in inventory.in_namespace("Service", workload.namespace):
        selector = service.at("spec", "selector").mapping
        if not selector or not service.shares_scope(workload.resource):
            continue
        if all(workload.labels.get(key) == value for key, value in selector.items()):
            for port in service.at("spec", "ports").items():
                number = workload.target_of(port)
                if number is None:
                    return None
                found.append(TargetPort(port, number))
    return found


def sidecar_ports(sidecar: Resource) -> dict[int, Value]:
    """The numbers that a Sidecar's `ingress` listens on."""
    numbers = ((listener.get("port", "number").integer, listener) for listener in sidecar.at("spec", "ingress").items())
    return {number: listener for number, listener in numbers if number is not None}


def selected_by_sidecar(sidecar: Resource, inventory: Inventory) -> list[Workload]:
    """The workloads of its namespace that a Sidecar with a selector is for."""
    labels = selector_labels(sidecar).mapping
    if not labels or sidecar.namespace is None:
        return []
    found = inventory.selected(labels, sidecar.namespace)
    return [workload for workload in found if workload.namespace == sidecar.namespace and workload.resource.shares_scope(sidecar)]
