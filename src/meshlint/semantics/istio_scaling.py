"""Numbers of replicas beside autoscalers, in the values of Istio's charts and in IstioOperators.

Autoscaling is on unless a value or the profile switches it off; the autoscaler then has at least one pod.
Source: istio manifests/charts/istio-control/istio-discovery (values.yaml, templates/deployment.yaml and autoscale.yaml),
manifests/charts/gateway (the same), operator/pkg/apis/validation/validation.go (checkAutoScaleAndReplicaCount).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_operator import GATEWAY_LISTS

_PLAIN_PROFILES = frozenset(("", "default", "ambient", "openshift", "openshift-ambient"))
"""Profiles that leave autoscaling as it is."""


class Scaling(NamedTuple):
    """A number of replicas, with what may switch autoscaling off and what may set its minimum, the decisive one first."""

    replicas: Value
    switches: tuple[Value, ...]
    minimums: tuple[Value, ...]

    @property
    def minimum(self) -> int | None:
        """The autoscaler's minimum; None where a placeholder hides it."""
        stated = next((value for value in self.minimums if value), None)
        return 1 if stated is None else stated.integer

    def is_on(self, by_default: bool) -> bool:
        stated = next((value for value in self.switches if value), None)
        return by_default if stated is None else stated.raw is True


def ignored_replicas(resource: Resource) -> Iterator[Scaling]:
    """The numbers of replicas above the minimum of an autoscaler that is in force."""
    if resource.kind == "IstioOperator":
        found, profile = _of_operator(resource), resource.at("spec", "profile")
    else:
        found, profile = _of_values(resource), resource.at("profile")
    by_default = profile.text in _PLAIN_PROFILES and not profile.is_templated and not resource.partial
    for scaling in found:
        replicas, minimum = scaling.replicas.integer, scaling.minimum
        if replicas is not None and minimum is not None and replicas > minimum and scaling.is_on(by_default):
            yield scaling


def _of_operator(operator: Resource) -> Iterator[Scaling]:
    components, values = operator.at("spec", "components"), operator.at("spec", "values")
    pilot, settings = components.get("pilot", "k8s"), values["pilot"]
    minimums = (pilot.get("hpaSpec", "minReplicas"), settings["autoscaleMin"])
    for replicas in (pilot["replicaCount"], settings["replicaCount"]):
        yield Scaling(replicas, (settings["autoscaleEnabled"],), minimums)
    for listed, name in GATEWAY_LISTS.items():
        chosen = values.get("gateways", name)
        for gateway in components[listed].items():
            minimums = (gateway.get("k8s", "hpaSpec", "minReplicas"), chosen["autoscaleMin"])
            yield Scaling(gateway.get("k8s", "replicaCount"), (chosen["autoscaleEnabled"],), minimums)


def _of_values(values: Resource) -> Iterator[Scaling]:
    owner = values.layers[0].owner
    if owner is not None and owner.kind == "IstioOperator":
        return
    root = values.root
    if values.name == "gateway":
        scaling = root["autoscaling"]
        yield Scaling(root["replicaCount"], (scaling["enabled"],), (scaling["minReplicas"],))
    elif values.name in ("istiod", "istio-discovery"):
        for holder in (root, root["pilot"]):
            switches = (holder["autoscaleEnabled"], root.get("pilot", "autoscaleEnabled"), root["autoscaleEnabled"])
            minimums = (holder["autoscaleMin"], root.get("pilot", "autoscaleMin"), root["autoscaleMin"])
            yield Scaling(holder["replicaCount"], switches, minimums)
