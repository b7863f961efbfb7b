"""The frozen index of everything that was read. Rules ask it; none loops over all resources."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, TypeVar

from meshlint.manifests.hosts import HostIndex
from meshlint.manifests.resource import Resource
from meshlint.manifests.selectors import labels_match, selector_matches
from meshlint.manifests.workloads import Workload, workload_of
from meshlint.manifests.world import World

Targets = TypeVar("Targets")
Index = TypeVar("Index")


def are_alternatives(one: Resource, other: Resource) -> bool:
    """Whether two resources lie in parts of the tree that are never applied together, such as two samples."""
    return one.alternatives is not None and one.alternatives.apart(one.document.path, other.document.path)


def _name_order(resource: Resource) -> tuple[str, str, str]:
    """By name: where a rule takes one of several, the order of documents in a file decides nothing."""
    return resource.name, resource.namespace or "", resource.document.path


def _joined(maps: list[dict[str, str]]) -> dict[str, str] | None:
    """Of one mapping, as there mostly is, that one; of several what all of them say, the last one first; None of none."""
    if len(maps) < 2:
        return maps[0] if maps else None
    return {key: value for each in maps for key, value in each.items()}


class Inventory:
    """All resources of a run, by kind, name, namespace and label."""

    def __init__(self, resources: Iterable[Resource], world: World | None = None, templated_kinds: Iterable[str] = ()) -> None:
        self.world = world or World()
        self.resources = tuple(resources)
        self.templated_kinds = frozenset(templated_kinds)  # kinds that Helm templates render, unseen
        self._shared: dict[Any, Any] = {}
        self._by_kind: dict[str, list[Resource]] = {}
        for resource in self.resources:
            self._by_kind.setdefault(resource.full_kind, []).append(resource)
        for kind, found in self._by_kind.items():
            if not kind.endswith(".artifact"):  # those of a script run in their order
                found.sort(key=_name_order)

    def shared(self, build: Callable[[Inventory, Targets], Index], targets: Targets) -> Index:
        """The one index of its class over this inventory, built when it is first asked for, by a rule or by another index.

        `targets` are the releases that the run is for: the same at each call.
        """
        made: Index | None = self._shared.get(build)
        if made is None:
            made = self._shared[build] = build(self, targets)
        return made

    @property
    def complete(self) -> bool:
        return self.world.complete

    def of(self, *kinds: str) -> list[Resource]:
        """The resources of these kinds (`Kind.group`), by name; what scripts do, in its order."""
        return [resource for kind in kinds for resource in self._by_kind.get(kind, ())]

    def has(self, kind: str) -> bool:
        """Whether any resource of this kind was read."""
        return kind in self._by_kind

    def find(self, kind: str, name: str, namespace: str | None) -> list[Resource]:
        """The definitions that a reference can mean. An unknown namespace, on either side, matches any."""
        return [
            resource
            for resource in self._named.get((kind, name), ())
            if namespace is None or resource.namespace is None or resource.namespace == namespace
        ]

    def in_namespace(self, kind: str, namespace: str | None) -> list[Resource]:
        """The resources of a kind that are, or may be, in a namespace."""
        return [item for item in self.of(kind) if namespace is None or item.namespace in (namespace, None)]

    def knows_kind_in(self, kind: str, namespace: str | None) -> bool:
        """Whether what was read is evidence about a kind in a namespace: the files hold one of them there.

        Absence is only reported where this holds. It always holds with a complete inventory.
        """
        return self.complete or any(namespace is None or item.namespace == namespace for item in self.of(kind))

    @cached_property
    def _named(self) -> dict[tuple[str, str], list[Resource]]:
        index: dict[tuple[str, str], list[Resource]] = {}
        for resource in self.resources:
            index.setdefault((resource.full_kind, resource.name), []).append(resource)
        return index

    @cached_property
    def namespaces(self) -> dict[str, list[Resource]]:
        """The Namespace objects, by name."""
        index: dict[str, list[Resource]] = {}
        for resource in self.of("Namespace"):
            index.setdefault(resource.name, []).append(resource)
        return index

    @cached_property
    def known_namespaces(self) -> frozenset[str]:
        """Namespaces that are certain to exist: defined, or used by an object that was read."""
        return frozenset(self.namespaces) | {item.namespace for item in self.resources if item.namespace}

    def namespace_labels(self, namespace: str | None, beside: Resource) -> dict[str, str] | None:
        """The labels of a namespace as `beside` sees it; None when its Namespace object was not read."""
        return _joined([item.labels for item in self._namespace_objects(namespace, beside)])

    def namespace_annotations(self, namespace: str | None, beside: Resource) -> dict[str, str] | None:
        """The annotations of a namespace as `beside` sees it; None when its Namespace object was not read."""
        return _joined([item.annotations for item in self._namespace_objects(namespace, beside)])

    def _namespace_objects(self, namespace: str | None, beside: Resource) -> list[Resource]:
        found = self.namespaces.get(namespace or "", [])
        return found if len(found) < 2 else [item for item in found if item.shares_scope(beside)] or found

    @cached_property
    def hosts(self) -> HostIndex:
        """Services and ServiceEntries by host name."""
        return HostIndex(self.of("Service"), self.of("ServiceEntry.networking.istio.io"), self.world.cluster_domain)

    @cached_property
    def workloads(self) -> list[Workload]:
        """Everything that makes pods."""
        return [workload for resource in self.resources if (workload := workload_of(resource)) is not None]

    @cached_property
    def _workloads_by_namespace(self) -> dict[str | None, list[Workload]]:
        index: dict[str | None, list[Workload]] = {}
        for workload in self.workloads:
            index.setdefault(workload.namespace, []).append(workload)
        return index

    def workloads_in(self, namespace: str | None) -> list[Workload]:
        """Workloads that are, or may be, in a namespace; every one for an unknown namespace."""
        if namespace is None:
            return self.workloads
        return [*self._workloads_by_namespace.get(namespace, ()), *self._workloads_by_namespace.get(None, ())]

    def selected(self, labels: dict[str, object], namespace: str | None) -> list[Workload]:
        """Workloads whose pods carry all these labels; every one for none."""
        if not labels:
            return self.workloads_in(namespace)
        if not all(isinstance(value, str) for value in labels.values()):
            return []  # labels are strings
        rarest = min((self._workloads_by_label.get(pair, []) for pair in labels.items()), key=len)
        found = [item for item in rarest if labels_match(labels, item.labels) and namespace in (None, item.namespace)]
        if namespace is not None:
            found += [item for item in rarest if item.namespace is None and labels_match(labels, item.labels)]
        return found

    @cached_property
    def _workloads_by_label(self) -> dict[tuple[str, object], list[Workload]]:
        index: dict[tuple[str, object], list[Workload]] = {}
        for workload in self.workloads:
            for pair in workload.labels.items():
                index.setdefault(pair, []).append(workload)
        return index

    def selected_by(self, selector: object, namespace: str | None) -> list[Workload]:
        """Workloads whose pods a LabelSelector selects."""
        return [workload for workload in self.workloads_in(namespace) if selector_matches(selector, workload.labels)]
