"""What a cluster's network plug-in has to leave alone, so that traffic gets to Istio's proxies.

- Cilium removes other plug-ins' configuration unless `cni.exclusive` is false: Istio's CNI plug-in is never called.
- Balancing of Services in the pod's sockets replaces their addresses before the proxy sees them.
- Masquerading by eBPF hides ztunnel's mark on probes of the kubelet.

Source: istio operator/pkg/apis/validation/validation.go (detectCniIncompatibility); Cilium's "Integration with Istio" and its
chart's values.yaml; Istio's platform prerequisites for ambient mode.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.cilium_values import is_on, setting
from meshlint.semantics.istio_cni import IstioCni
from meshlint.semantics.places import OncePerPlace
from meshlint.semantics.targets import Targets

_VALUES, _OPERATOR = "HelmValues.istio", "IstioOperator.install.istio.io"
_AMBIENT_PROFILES = ("ambient", "openshift-ambient")
_BY_PASSES = "Services are resolved in the pod's sockets, before Istio's proxies see the connection"
_REMOVES = "Cilium removes the configuration of Istio's CNI plug-in, which is then never called"
_MASQUERADES = "masquerading by eBPF breaks the probes of pods in ambient mode"


class Obstacle(NamedTuple):
    """A setting of the network plug-in that breaks Istio: where it is or would be, what it does, what to write."""

    value: Value
    effect: str
    remedy: str


class NetworkPlugins:
    """Judges network plug-ins beside Istio. One instance a run: `context.shared(NetworkPlugins)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._cni = inventory.shared(IstioCni, targets)
        self._is_installed = OncePerPlace(lambda beside: any(item.shares_scope(beside) for item in self._installations))
        self._has_ztunnel = OncePerPlace(
            lambda beside: any(_is_ztunnel(item) and item.shares_scope(beside) for item in self._installations)
        )

    def obstacles(self, resource: Resource) -> Iterator[Obstacle]:
        """What stands in Istio's way in Cilium's values or in Calico's; nothing where Istio is not installed."""
        if not self._is_installed(resource):
            return
        if resource.kind == "HelmValues":
            yield from self._of_values(resource)
        elif resource.kind == "ConfigMap":
            yield from self._of_config_map(resource)
        else:
            yield from _of_felix(resource)

    @cached_property
    def _installations(self) -> list[Resource]:
        workloads = self._inventory.of("Deployment.apps", "DaemonSet.apps")
        found = [item for item in workloads if item.labels.get("app") == "istiod" or item.name in ("ztunnel", "istio-cni-node")]
        return [*found, *self._inventory.of(_VALUES, _OPERATOR)]

    def _of_values(self, values: Resource) -> Iterator[Obstacle]:
        if values.partial:
            return
        exclusive = setting(values, "cni.exclusive")
        chained = setting(values, "cni.install").raw is False or setting(values, "cni.chainingMode").text not in ("", "none")
        if self._cni.installed(values) and exclusive.raw not in (False, "false") and not exclusive.is_templated and not chained:
            yield Obstacle(exclusive, _REMOVES, "cni.exclusive: false")
        if self._has_ztunnel(values) and is_on(values, "bpf.masquerade"):
            yield Obstacle(setting(values, "bpf.masquerade"), _MASQUERADES, "bpf.masquerade: false")
        sockets, replacement = setting(values, "socketLB.enabled"), setting(values, "kubeProxyReplacement")
        balances = is_on(values, "socketLB.enabled") or (
            not sockets and (is_on(values, "kubeProxyReplacement") or replacement.text == "strict")
        )
        only_host = setting(values, "socketLB.hostNamespaceOnly")
        if balances and only_host.raw not in (True, "true") and not only_host.is_templated:
            at = next(value for value in (only_host, sockets, replacement) if value)
            yield Obstacle(at, _BY_PASSES, "socketLB.hostNamespaceOnly: true")

    def _of_config_map(self, config: Resource) -> Iterator[Obstacle]:
        data = config.at("data")
        if config.name != "cilium-config":
            return
        if self._cni.installed(config) and data["cni-exclusive"].text == "true":
            yield Obstacle(data["cni-exclusive"], _REMOVES, 'cni-exclusive: "false"')
        if self._has_ztunnel(config) and data["enable-bpf-masquerade"].text == "true":
            yield Obstacle(data["enable-bpf-masquerade"], _MASQUERADES, 'enable-bpf-masquerade: "false"')
        if data["bpf-lb-sock"].text == "true" and data["bpf-lb-sock-hostns-only"].text not in ("true",):
            yield Obstacle(data["bpf-lb-sock"], _BY_PASSES, 'bpf-lb-sock-hostns-only: "true"')


def _is_ztunnel(item: Resource) -> bool:
    if item.full_kind == _OPERATOR:
        enabled = item.at("spec", "components", "ztunnel", "enabled").raw is True
        return enabled or item.at("spec", "profile").text in _AMBIENT_PROFILES
    return item.name == "ztunnel"


def _of_felix(felix: Resource) -> Iterator[Obstacle]:
    mode, switch = felix.at("spec", "bpfConnectTimeLoadBalancing"), felix.at("spec", "bpfConnectTimeLoadBalancingEnabled")
    if felix.name != "default":
        return
    if mode.text and mode.text != "Disabled" and not mode.is_templated:
        yield Obstacle(mode, _BY_PASSES, "bpfConnectTimeLoadBalancing: Disabled")
    if switch.raw is True:
        yield Obstacle(switch, _BY_PASSES, "bpfConnectTimeLoadBalancingEnabled: false")
