"""The environment of istiod, wherever files set it: its Deployment, the values of its chart, an IstioOperator.

Source: istio manifests/charts/istio-control/istio-discovery/templates/deployment.yaml (`pilot.env`, `env`), IstioOperator's
`spec.components.pilot.k8s.env`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value

_CHARTS = frozenset(("istiod", "istio-discovery", "istio", "istio-control"))


class ControlPlane(NamedTuple):
    """One place that installs istiod. `settings` are the lists and mappings that hold its environment."""

    resource: Resource
    settings: tuple[Value, ...]

    def environment(self, name: str) -> Value | None:
        """The value of a variable; None where it is not set here."""
        for setting in self.settings:
            if setting.has(name):
                return setting[name]
            for item in setting.items():
                if item["name"].text == name:
                    return item["value"]
        return None


class ControlPlanes:
    """Every installation of istiod that was read. One instance: `context.shared(ControlPlanes)`."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._inventory = inventory

    @cached_property
    def all(self) -> list[ControlPlane]:
        return list(self._find())

    def of(self, resource: Resource) -> ControlPlane | None:
        """The installation that a resource is, if it is one."""
        return next((plane for plane in self.all if plane.resource is resource), None)

    def environment(self, name: str) -> Iterator[Value]:
        """The values that installations give a variable."""
        for plane in self.all:
            value = plane.environment(name)
            if value is not None:
                yield value

    def _find(self) -> Iterator[ControlPlane]:
        """An IstioOperator that says nothing of istiod is taken for an overlay of one that does."""
        for deployment in self._inventory.of("Deployment.apps"):
            if deployment.labels.get("app") == "istiod":
                containers = deployment.at("spec", "template", "spec", "containers").items()
                yield ControlPlane(deployment, tuple(container["env"] for container in containers))
        for values in self._inventory.of("HelmValues.istio"):
            owner = values.layers[0].owner
            if values.name in _CHARTS and (owner is None or owner.kind != "IstioOperator"):
                yield ControlPlane(values, (values.at("pilot", "env"), values.at("env")))
        for operator in self._inventory.of("IstioOperator.install.istio.io"):
            pilot = operator.at("spec", "components", "pilot")
            if pilot["enabled"].raw is not False and (
                pilot or operator.at("spec", "values", "pilot") or operator.at("spec", "profile")
            ):
                yield ControlPlane(operator, (operator.at("spec", "values", "pilot", "env"), pilot.get("k8s", "env")))
