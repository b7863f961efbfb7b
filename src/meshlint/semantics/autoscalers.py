"""Horizontal autoscalers: what they scale, and which of their metrics are those of whole pods.

Source: Kubernetes autoscaling/v2 MetricSpec: type Resource averages over all containers, ContainerResource over one.
"""

from __future__ import annotations

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.manifests.workloads import Workload, workload_of

AUTOSCALER = "HorizontalPodAutoscaler.autoscaling"


def pod_metrics(autoscaler: Resource) -> list[Value]:
    """The metrics that compare the usage of whole pods with their requests."""
    return [
        metric
        for metric in autoscaler.at("spec", "metrics").items()
        if metric["type"].text == "Resource" and metric.get("resource", "target", "type").text == "Utilization"
    ]


def scaled_workloads(autoscaler: Resource, inventory: Inventory) -> list[Workload]:
    """The workloads that an autoscaler scales; several where overlays define one each."""
    target = autoscaler.at("spec", "scaleTargetRef")
    group = target["apiVersion"].text.rpartition("/")[0]
    kind = f"{target['kind'].text}.{group}" if group else target["kind"].text
    found = inventory.find(kind, target["name"].text, autoscaler.namespace)
    workloads = [workload_of(item) for item in found if item.shares_scope(autoscaler)]
    return [item for item in workloads if item is not None]
