"""The resources of injected Linkerd proxies, and where to report what they lack.

Source: linkerd2 pkg/inject/inject.go (annotations of the pod before those of the namespace), of charts/linkerd-control-plane
values.yaml (proxy.resources, empty by default).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from meshlint.findings import Place
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.manifests.workloads import Workload, workload_of
from meshlint.semantics.limit_ranges import limits_in, requests_in
from meshlint.semantics.linkerd_injection import INJECT, LinkerdMesh, injects
from meshlint.semantics.places import OncePerPlace

GAPS = ("memory limit", "CPU limit", "requests")
_RESOURCES = re.compile(r"config\.linkerd\.io/proxy-(cpu|memory)-(request|limit)\Z")


class ProxyResources:
    """What injected proxies may use. Build it once per run."""

    def __init__(self, inventory: Inventory, targets: object) -> None:
        self._inventory = inventory
        self._mesh = inventory.shared(LinkerdMesh, targets)
        self._of_chart = OncePerPlace(self._find_in_chart)
        self._is_partial = OncePerPlace(lambda beside: any(item.partial for item in self._mesh.control_planes(beside)))

    def stated(self, pods: Resource, resource: str, bound: str) -> Value | None:
        """Where a "request" or "limit" of "memory", "cpu" or "ephemeral-storage" is written for the proxy in pods.

        `pods` is a workload, or a Namespace for any pod in it. The pods' annotation stands before the namespace's and the
        chart's.
        """
        key = f"config.linkerd.io/proxy-{resource}-{bound}"
        workload = workload_of(pods)
        found = self._mesh.setting(workload, key) if workload is not None else _annotation(pods, key)
        if found is not None:
            return found
        return self._of_chart(pods, resource, bound)

    def _find_in_chart(self, beside: Resource, resource: str, bound: str) -> Value | None:
        values = (chart_resource(item, resource, bound) for item in self._mesh.control_planes(beside))
        return next((value for value in values if value is not None), None)

    def lacks(self, pods: Resource, gap: str) -> bool:
        """Whether proxies have a gap of GAPS. A limit is a request too; a missing CPU limit counts only beside a memory limit."""
        if self._is_partial(pods):
            return False
        if gap == "requests":
            return any(not self._has_request(pods, resource) for resource in ("cpu", "memory"))
        if gap == "CPU limit":
            return not self._has_limit(pods, "cpu") and self._has_limit(pods, "memory")
        return not self._has_limit(pods, "memory")

    def _has_limit(self, pods: Resource, resource: str) -> bool:
        return self.stated(pods, resource, "limit") is not None or resource in limits_in(_space(pods), pods, self._inventory)

    def _has_request(self, pods: Resource, resource: str) -> bool:
        stated = any(self.stated(pods, resource, bound) is not None for bound in ("request", "limit"))
        return stated or resource in requests_in(_space(pods), pods, self._inventory)


def _space(pods: Resource) -> str | None:
    return pods.name if pods.full_kind == "Namespace" else pods.namespace


def _annotation(resource: Resource, key: str) -> Value | None:
    return resource.at("metadata", "annotations", key) if key in resource.annotations else None


def chart_resource(values: Resource, resource: str, bound: str) -> Value | None:
    """The default of every proxy in the values of the control plane's chart; below `global` until 2.9."""
    found = (values.at(*prefix, "proxy", "resources", resource, bound) for prefix in ((), ("global",)))
    return next((value for value in found if value and value.raw != ""), None)


class Gap(NamedTuple):
    """Proxies that lack something, and the one place to report them at."""

    at: Place
    what: str  # one of GAPS


class ProxyGaps:
    """What injected proxies lack, reported once for each cause. Build it once per run.

    A cause is the workload while it stands alone or gives its proxy other resources, the Namespace when several pods
    share its annotation, and the values of the chart, which hold the default of them all, when those were read.
    """

    def __init__(self, inventory: Inventory, targets: object) -> None:
        self._inventory = inventory
        self._mesh = inventory.shared(LinkerdMesh, targets)
        resources = inventory.shared(ProxyResources, targets)
        self._found: dict[int, list[Gap]] = {}
        injected = list(self._injected())
        for what in GAPS:
            for at in self._causes([item for item in injected if resources.lacks(item[0], what)]):
                self._found.setdefault(id(at.resource), []).append(Gap(at, what))

    def of(self, resource: Resource) -> list[Gap]:
        """What is to be reported on a resource."""
        return self._found.get(id(resource), [])

    def _injected(self) -> Iterator[tuple[Resource, Value]]:
        """Workloads with a proxy, and namespaces that ask for one and of which no workload was read, each with its marker."""
        occupied: set[str | None] = set()
        namespaces = self._inventory.of("Namespace")
        asking = {namespace.name for namespace in namespaces if INJECT in namespace.annotations}
        for workload in self._inventory.workloads:
            occupied.add(workload.namespace)
            is_asked = INJECT in workload.annotations or workload.namespace in asking
            marker = self._mesh.injection(workload) if is_asked else None
            if marker is not None:
                yield workload.resource, marker
        for namespace in namespaces:
            if namespace.name not in occupied and injects(namespace):
                yield namespace, namespace.at("metadata", "annotations", INJECT)

    def _causes(self, affected: list[tuple[Resource, Value]]) -> Iterator[Place]:
        groups: dict[int, list[tuple[Resource, Value, Resource]]] = {}
        for pods, marker in affected:
            values = self._mesh.control_planes(pods)
            cause = pods if _own_resources(pods) else values[0] if values else marker.resource
            groups.setdefault(id(cause), []).append((pods, marker, cause))
        for members in groups.values():
            pods, marker, cause = members[0]
            if cause is pods or len(members) == 1:
                yield (_own_resources(pods) or _marker_of(pods)).key
            else:
                yield marker.key if cause is marker.resource else _resources_of(cause)


def _marker_of(pods: Resource) -> Value:
    workload = workload_of(pods)
    return workload.annotation(INJECT) if workload is not None else pods.at("metadata", "annotations", INJECT)


def _own_resources(pods: Resource) -> Value | None:
    """The annotation by which a pod template gives its proxy some resources."""
    workload = workload_of(pods)
    return None if workload is None else _first_of(workload)


def _first_of(workload: Workload) -> Value | None:
    return next((workload.annotation(key) for key in workload.annotations if _RESOURCES.match(key)), None)


def _resources_of(values: Resource) -> Place:
    found = values.at("proxy", "resources")
    return found.key if found.exists else values.at("proxy").key
