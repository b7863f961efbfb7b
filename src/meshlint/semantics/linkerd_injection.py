"""Which pods get a Linkerd proxy, and what is said of it.

Source: linkerd2 pkg/inject/report.go (truth table of the annotation), pkg/inject/inject.go; of charts/linkerd-control-plane,
values.yaml and templates/proxy-injector-rbac.yaml (the webhook's selectors).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.manifests.workloads import Workload, workload_of
from meshlint.semantics.go_booleans import TRUE
from meshlint.semantics.places import OncePerPlace
from meshlint.semantics.targets import Release

INJECT = "linkerd.io/inject"
VALUES = "HelmValues.linkerd"
_INJECTING = frozenset(("enabled", "ingress"))
_VALID = _INJECTING | {"disabled", ""}
_NEVER = frozenset(("kube-system", "cert-manager"))  # the chart's default namespaceSelector
_SIDECARS = frozenset(("linkerd-proxy", "linkerd-init", "istio-proxy", "istio-init"))
_SIDECAR_IMAGES = ("cr.l5d.io/linkerd/proxy:", "cr.l5d.io/linkerd/proxy-init:", "gcr.io/istio-release/proxyv2:")
_WEBHOOK = "config.linkerd.io/admission-webhooks"
_COMPONENT = "linkerd.io/control-plane-component"
_CONTROL_PLANE = frozenset(("linkerd-control-plane", "linkerd2", "linkerd-enterprise-control-plane", "linkerd-enterprise"))


class LinkerdMesh:
    """What the files say about Linkerd. One instance a run: `context.shared(LinkerdMesh)`."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._inventory = inventory
        self._control_planes = OncePerPlace(self._find_control_planes)

    @cached_property
    def is_present(self) -> bool:
        """Whether anything that was read belongs to Linkerd: an object, chart values, an injected namespace or pod."""
        return any(self._belongs(item) for item in self._inventory.resources)

    def _belongs(self, item: Resource) -> bool:
        if item.group == "linkerd.io" or item.group.endswith(".linkerd.io") or item.full_kind == VALUES:
            return True
        if item.full_kind == "Namespace":
            return item.annotations.get(INJECT) in _INJECTING
        workload = workload_of(item)
        return workload is not None and workload.annotations.get(INJECT) in _INJECTING

    def asked(self, workload: Workload) -> Value | None:
        """The annotation that asks for the proxy in a workload's pods, whether it gets in or not; None where none does.

        An annotation with any other value than enabled, ingress and disabled keeps the proxy out, on either level.
        """
        namespace = self.namespace_of(workload)
        above = namespace.annotations.get(INJECT, "") if namespace is not None else ""
        own = workload.annotations.get(INJECT, "")
        if above not in _VALID or own not in _VALID or own == "disabled":
            return None
        if own in _INJECTING:
            return workload.annotation(INJECT)
        return namespace.at("metadata", "annotations", INJECT) if namespace is not None and above in _INJECTING else None

    def injection(self, workload: Workload) -> Value | None:
        """The annotation that has the proxy injected; None where nothing asks for it, or where it is left out anyway."""
        return self._injection(workload)

    @cached_property
    def _injection(self) -> Callable[[Workload], Value | None]:
        """Remembers the workloads of late: the rules on a resource ask one after another."""
        return lru_cache(maxsize=64)(self._injected_by)

    def _injected_by(self, workload: Workload) -> Value | None:
        blocked = workload.host_network or _COMPONENT in workload.labels or existing_sidecar(workload) is not None
        return None if blocked or self.is_excluded(workload) else self.asked(workload)

    def is_excluded(self, workload: Workload) -> bool:
        """Whether the webhook does not see the workload's namespace: by its name, or by the label that opts out."""
        namespace = self.namespace_of(workload)
        return workload.namespace in _NEVER or (namespace is not None and namespace.labels.get(_WEBHOOK) == "disabled")

    def namespace_of(self, workload: Workload) -> Resource | None:
        """The Namespace object that holds a workload, as its scope sees it."""
        found = self._inventory.namespaces.get(workload.namespace or "", [])
        return next((item for item in found if item.shares_scope(workload.resource)), found[0] if found else None)

    def setting(self, workload: Workload, key: str) -> Value | None:
        """The annotation in effect: of the pods, else of their namespace."""
        if key in workload.annotations:
            return workload.annotation(key)
        namespace = self.namespace_of(workload)
        return namespace.at("metadata", "annotations", key) if namespace is not None and key in namespace.annotations else None

    def control_planes(self, beside: Resource) -> list[Resource]:
        """The values that the control plane beside a resource is installed with, as far as they were read."""
        return self._control_planes(beside)

    def _find_control_planes(self, beside: Resource) -> list[Resource]:
        return [item for item in self._all_control_planes if item.shares_scope(beside)] or self._all_control_planes

    @cached_property
    def _all_control_planes(self) -> list[Resource]:
        return [item for item in self._inventory.of(VALUES) if is_control_plane(item)]


def is_control_plane(values: Resource) -> bool:
    """Whether chart values are those of the control plane, whose `proxy` is every injected proxy's."""
    return values.name in _CONTROL_PLANE


def injects(namespace: Resource) -> bool:
    """Whether a Namespace object asks for the proxy in its pods."""
    excluded = namespace.name in _NEVER or namespace.labels.get(_WEBHOOK) == "disabled"
    return not excluded and namespace.annotations.get(INJECT) in _INJECTING


def existing_sidecar(workload: Workload) -> Value | None:
    """The container of a mesh that the pods bring along, which keeps the injector away."""
    return next((item for item in workload.containers() if _is_sidecar(item)), None)


def _is_sidecar(container: Value) -> bool:
    return container["name"].text in _SIDECARS or container["image"].text.startswith(_SIDECAR_IMAGES)


_NATIVE = tuple(f"config.{stage}linkerd.io/proxy-enable-native-sidecar" for stage in ("", "beta.", "alpha."))


def uses_native_sidecar(mesh: LinkerdMesh, workload: Workload, release: Release | None) -> bool:
    """Whether the proxy of a workload is a native sidecar: by annotation, else chart values, else by default since 2.20."""
    for key in _NATIVE:
        stated = mesh.setting(workload, key)
        if stated is not None and stated.text:
            return stated.text in TRUE
    for values in mesh.control_planes(workload.resource):
        chosen = values.at("proxy", "nativeSidecar").raw
        if isinstance(chosen, bool):
            return chosen
    return release is not None and release.at_least(2, 20)
