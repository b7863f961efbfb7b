"""Whether an injected proxy is a native sidecar: an init container that runs beside the application, and ends with it.

Source: istio pilot/pkg/features/pilot.go ENABLE_NATIVE_SIDECARS ("auto" since 1.27, which wants Kubernetes 1.33), and
pkg/kube/inject/inject.go: the annotation `sidecar.istio.io/nativeSidecar` comes first, and all but "false" means yes.
"""

from __future__ import annotations

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.workloads import Workload
from meshlint.semantics.istio_mesh import IstioMesh
from meshlint.semantics.istio_proxy_config import parsed
from meshlint.semantics.places import OncePerPlace
from meshlint.semantics.targets import Targets

NATIVE = "sidecar.istio.io/nativeSidecar"
PROXY_CONFIG = "proxy.istio.io/config"
_HOLD = "holdApplicationUntilProxyStarts"
_SWITCH = "ENABLE_NATIVE_SIDECARS"


class NativeSidecars:
    """Decides how proxies run. One instance a run: `context.shared(NativeSidecars)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._targets = targets
        self._mesh = inventory.shared(IstioMesh, targets)
        self._of_installation = OncePerPlace(self._find)

    def stated(self, workload: Workload) -> bool | None:
        """What the pod or the installation says; None where neither says anything."""
        said = workload.annotations.get(NATIVE)
        if said is not None:
            return said != "false"
        return self._of_installation(workload.resource)

    def _find(self, beside: Resource) -> bool | None:
        for values in self._inventory.of("HelmValues.istio"):
            for path in (("pilot", "env", _SWITCH), ("env", _SWITCH)):
                switch = str(values.at(*path).raw).lower()
                if switch in ("true", "false") and values.shares_scope(beside):
                    return switch == "true"
        return None

    def is_native(self, workload: Workload) -> bool:
        """Whether the proxies of a workload are native sidecars, by what is said or else by the releases."""
        stated = self.stated(workload)
        if stated is not None:
            return stated
        istio = self._targets.release("istio", workload.resource)
        return istio.at_least(1, 27) and self._targets.release("kubernetes", workload.resource).at_least(1, 33)

    def holds_application(self, workload: Workload) -> bool:
        """Whether containers of a workload start only after a classic sidecar: by its annotation, else by MeshConfig."""
        config = proxy_config(workload)
        if _HOLD in config:
            return config[_HOLD] is True
        setting = self._mesh.setting("defaultConfig", _HOLD)
        return setting is not None and setting.raw is True


def proxy_config(workload: Workload) -> dict[str, object]:
    """The ProxyConfig in a pod's annotation; empty where there is none that can be read."""
    data = parsed(workload.annotations.get(PROXY_CONFIG, ""))
    return data if isinstance(data, dict) else {}
