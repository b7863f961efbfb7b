"""Which pods get a Linkerd proxy, and with which resources.

Source: linkerd2 pkg/inject/report.go (truth table of the annotation), pkg/inject/inject.go; of charts/linkerd-control-plane,
values.yaml and templates/proxy-injector-rbac.yaml (the webhook's selectors).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from meshlint.findings import Place
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.manifests.workloads import Workload, workload_of
from meshlint.semantics.limit_ranges import limits_in, supplied_limits

INJECT = "linkerd.io/inject"
VALUES = "HelmValues.linkerd"
_INJECTING = frozenset(("enabled", "ingress"))
_VALID = _INJECTING | {"disabled", ""}
_NEVER = frozenset(("kube-system", "cert-manager"))  # the chart's default namespaceSelector
_SIDECARS = frozenset(("linkerd-proxy", "linkerd-init", "linkerd-network-validator", "istio-proxy"))
_WEBHOOK = "config.linkerd.io/admission-webhooks"
_COMPONENT = "linkerd.io/control-plane-component"
_RESOURCES = re.compile(r"config\.linkerd\.io/proxy-(cpu|memory)-(request|limit)\Z")
_CONTROL_PLANE = frozenset(("linkerd-control-plane", "linkerd2", "linkerd-enterprise-control-plane", "linkerd-enterprise"))


class LinkerdMesh:
    """What the files say about Linkerd. One instance a run: `context.shared(LinkerdMesh)`."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._inventory = inventory

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

    def injection(self, workload: Workload) -> Value | None:
        """The annotation that has the proxy injected into a workload's pods; None where nothing does.

        An annotation with any other value than enabled, ingress and disabled keeps the proxy out, on either level.
        """
        if (
            workload.host_network
            or _COMPONENT in workload.labels
            or any(item["name"].text in _SIDECARS for item in workload.containers())
        ):
            return None
        namespace = self.namespace_of(workload)
        if workload.namespace in _NEVER or (namespace is not None and namespace.labels.get(_WEBHOOK) == "disabled"):
            return None
        above = namespace.annotations.get(INJECT, "") if namespace is not None else ""
        own = workload.annotations.get(INJECT, "")
        if above not in _VALID or own not in _VALID or own == "disabled":
            return None
        if own in _INJECTING:
            return workload.annotation(INJECT)
        return namespace.at("metadata", "annotations", INJECT) if namespace is not None and above in _INJECTING else None

    def namespace_of(self, workload: Workload) -> Resource | None:
        """The Namespace object that holds a workload, as its scope sees it."""
        found = self._inventory.namespaces.get(workload.namespace or "", [])
        return next((item for item in found if item.shares_scope(workload.resource)), found[0] if found else None)

    def control_planes(self, beside: Resource) -> list[Resource]:
        """The values that the control plane beside a resource is installed with, as far as they were read."""
        found = [item for item in self._inventory.of(VALUES) if item.name in _CONTROL_PLANE]
        return [item for item in found if item.shares_scope(beside)] or found

    def lacks_limit(self, workload: Workload, name: str) -> bool:
        """Whether the proxy in a workload's pods runs without a limit on `name` ("memory", "cpu").

        It may come from the pod's annotation, the namespace's, the chart's values or a LimitRange.
        """
        key = f"config.linkerd.io/proxy-{name}-limit"
        if key in workload.annotations or name in supplied_limits(workload, self._inventory):
            return False
        namespace = self.namespace_of(workload)
        if namespace is not None and key in namespace.annotations:
            return False
        return not self._default_limit(workload.resource, name)

    def namespace_lacks_limit(self, namespace: Resource, name: str) -> bool:
        """The same for a pod of the namespace that says nothing of its own."""
        if f"config.linkerd.io/proxy-{name}-limit" in namespace.annotations:
            return False
        return name not in limits_in(namespace.name, namespace, self._inventory) and not self._default_limit(namespace, name)

    def _default_limit(self, beside: Resource, name: str) -> bool:
        return any(sets_limit(values, name) or values.partial for values in self.control_planes(beside))


def sets_limit(values: Resource, name: str) -> bool:
    """Whether values of the control plane's chart limit "memory" or "cpu" of every proxy; below `global` until 2.9."""
    found = (values.at(*prefix, "proxy", "resources", name, "limit") for prefix in ((), ("global",)))
    return any(value and value.raw != "" for value in found)


@dataclass(frozen=True, slots=True)
class Unlimited:
    """Proxies without a limit, and the one place to report them at."""

    at: Place
    memory: bool  # the memory is unbounded, with or without the CPU
    pods: tuple[Resource, ...]  # the workloads, or namespaces of which no workload was read


class UnlimitedProxies:
    """Where injected proxies get no limits, reported once for each cause. Build it once per run.

    A cause is the workload while it stands alone or gives its proxy other resources, the Namespace when several pods
    share its annotation, and the values of the chart, which hold the default of them all, when those were read.
    """

    def __init__(self, inventory: Inventory, targets: object) -> None:
        self._inventory = inventory
        self._mesh = LinkerdMesh(inventory, targets)
        self._found: dict[int, list[Unlimited]] = {}
        for memory in (True, False):
            for at, pods in self._causes(memory):
                self._found.setdefault(id(at.resource), []).append(Unlimited(at, memory, pods))

    def of(self, resource: Resource) -> list[Unlimited]:
        """What is to be reported on a resource."""
        return self._found.get(id(resource), [])

    def _causes(self, memory: bool) -> Iterator[tuple[Place, tuple[Resource, ...]]]:
        groups: dict[int, list[tuple[Resource, Value]]] = {}
        shared: dict[int, Resource] = {}
        for pods, marker in self._affected(memory):
            values = self._mesh.control_planes(pods)
            cause = pods if _own_resources(pods) else values[0] if values else marker.resource
            shared[id(cause)] = cause
            groups.setdefault(id(cause), []).append((pods, marker))
        for key, members in groups.items():
            cause, (pods, marker) = shared[key], members[0]
            if cause is pods or len(members) == 1:
                at = (_own_resources(pods) or _marker_of(pods)).key
            else:
                at = marker.key if cause is marker.resource else _resources_of(cause)
            yield at, tuple(item for item, _ in members)

    def _affected(self, memory: bool) -> Iterator[tuple[Resource, Value]]:
        occupied: set[str | None] = set()
        for workload in self._inventory.workloads:
            occupied.add(workload.namespace)
            marker = self._mesh.injection(workload)
            if marker is not None and self._concerned(memory, partial(self._mesh.lacks_limit, workload)):
                yield workload.resource, marker
        for namespace in self._inventory.of("Namespace"):
            marker = namespace.at("metadata", "annotations", INJECT)
            empty = namespace.name not in occupied and namespace.name not in _NEVER
            lacks = partial(self._mesh.namespace_lacks_limit, namespace)
            if empty and marker.text in _INJECTING and self._concerned(memory, lacks):
                yield namespace, marker

    @staticmethod
    def _concerned(memory: bool, lacks: Callable[[str], bool]) -> bool:
        return lacks("memory") if memory else lacks("cpu") and not lacks("memory")


def _marker_of(pods: Resource) -> Value:
    workload = workload_of(pods)
    return workload.annotation(INJECT) if workload is not None else pods.at("metadata", "annotations", INJECT)


def _own_resources(pods: Resource) -> Value | None:
    """The annotation by which a pod template gives its proxy some resources, though not the limit."""
    workload = workload_of(pods)
    keys = () if workload is None else (key for key in workload.annotations if _RESOURCES.match(key))
    return next((workload.annotation(key) for key in keys if workload is not None), None)


def _resources_of(values: Resource) -> Place:
    found = values.at("proxy", "resources")
    return found.key if found.exists else values.at("proxy").key
