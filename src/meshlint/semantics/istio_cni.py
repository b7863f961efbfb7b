"""Whether Istio's CNI plug-in sets up the pods' network, or an init container with NET_ADMIN does.

Source: istio manifests/charts/istio-cni; istio-discovery values `pilot.cni.enabled` (before 1.22 `istio_cni.enabled`);
IstioOperator `components.cni.enabled`; the profiles openshift and ambient switch it on.
"""

from __future__ import annotations

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.semantics.places import OncePerPlace
from meshlint.semantics.targets import Targets

_OPERATOR = "IstioOperator.install.istio.io"
_SWITCHES = (("pilot", "cni", "enabled"), ("cni", "enabled"), ("istio_cni", "enabled"))
_PROFILES = ("openshift", "ambient")


class IstioCni:
    """Tells how pods are redirected. One instance a run: `context.shared(IstioCni)`."""

    def __init__(self, inventory: Inventory, _targets: Targets) -> None:
        self._values = inventory.of("HelmValues.istio")
        self._operators = inventory.of(_OPERATOR)
        self._installed = OncePerPlace(self._decide)
        self._agents = [item for item in inventory.of("DaemonSet.apps") if item.name.startswith("istio-cni")]

    def installed(self, beside: Resource) -> bool | None:
        """Whether the plug-in is installed; None where no installation was read, or not all of it."""
        return self._installed(beside)

    def _decide(self, beside: Resource) -> bool | None:
        values = [item for item in self._values if item.shares_scope(beside)]
        operators = [item for item in self._operators if item.shares_scope(beside)]
        if self._agents or any(item.name == "cni" or _switched_on(item) for item in values) or any(map(_has_cni, operators)):
            return True
        control_planes = [item for item in values if item.name == "istiod"]
        return False if (control_planes or operators) and not any(item.partial for item in values) else None


def _switched_on(values: Resource) -> bool:
    if values.at("profile").text.startswith(_PROFILES) or values.at("global", "platform").text == "openshift":
        return True
    return any(values.at(*path).raw is True for path in _SWITCHES)


def _has_cni(operator: Resource) -> bool:
    if operator.at("spec", "profile").text.startswith(_PROFILES):
        return True
    return operator.at("spec", "components", "cni", "enabled").raw is True
