"""Subsets of DestinationRules: the endpoints that their labels choose, and the routes that lead to them.

Source: istio pilot/pkg/networking/core/cluster_builder.go, pilot/pkg/serviceregistry/serviceentry/conversion.go,
pkg/config/labels/instance.go (SubsetOf), pilot/pkg/serviceregistry/kube/controller (labels that the registry adds).
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from functools import cached_property

from meshlint.manifests.hosts import HostEntry
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource, string_map
from meshlint.manifests.selectors import labels_match
from meshlint.manifests.value import Value, is_placeholder
from meshlint.semantics.istio_gateways import MESH, binds_mesh
from meshlint.semantics.istio_hosts import SERVICE, IstioHosts
from meshlint.semantics.istio_policies import Subjects
from meshlint.semantics.istio_routes import VIRTUAL_SERVICE, destinations, http_routes
from meshlint.semantics.targets import Targets

_SET_BY_REGISTRY = ("topology.kubernetes.io/", "topology.istio.io/", "kubernetes.io/hostname")
_SET_AT_RUN_TIME = frozenset(("rollouts-pod-template-hash", "pod-template-hash"))
_RENDERED = frozenset(("Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Rollout"))


class Choice(enum.Enum):
    """What is known about the endpoints of a subset."""

    SOME = "some"
    NONE = "none"
    UNKNOWN = "unknown"


class IstioSubsets:
    """The subsets of a run. One instance: `context.shared(IstioSubsets)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._hosts = inventory.shared(IstioHosts, targets)
        self._subjects = inventory.shared(Subjects, targets)

    def choice(self, subset: Value) -> Choice:
        """Whether the labels of a subset choose any endpoint of its rule's host."""
        labels, written = string_map(subset["labels"].raw), subset["labels"].mapping
        if not labels or len(labels) < len(written) or any(map(is_placeholder, labels.values())):
            return Choice.UNKNOWN
        added = [value for key, value in labels.items() if key.startswith(_SET_BY_REGISTRY)]
        if added:  # the registry sets no empty ones, and which it sets depends on the nodes
            return Choice.NONE if "" in added else Choice.UNKNOWN
        if not _SET_AT_RUN_TIME.isdisjoint(labels):
            return Choice.UNKNOWN
        host = subset.resource.at("spec", "host")
        found = {self._of_entry(entry, labels, subset.resource) for entry in self._hosts.entries(host)} or {Choice.UNKNOWN}
        return next(choice for choice in (Choice.SOME, Choice.UNKNOWN, Choice.NONE) if choice in found)

    def _of_entry(self, entry: HostEntry, labels: dict[str, str], rule: Resource) -> Choice:
        if entry.resource.kind == SERVICE:
            return self._of_pods(entry.resource.at("spec", "selector"), entry, labels, rule)
        endpoints = [string_map(item["labels"].raw) for item in entry.resource.at("spec", "endpoints").items()]
        if endpoints:
            return Choice.SOME if any(labels_match(labels, own) for own in endpoints) else Choice.NONE
        return self._of_pods(entry.resource.at("spec", "workloadSelector", "labels"), entry, labels, rule)

    def _of_pods(self, selector: Value, entry: HostEntry, labels: dict[str, str], rule: Resource) -> Choice:
        are_hidden = not self._inventory.complete and not _RENDERED.isdisjoint(self._inventory.templated_kinds)
        if not selector.mapping or are_hidden:
            return Choice.UNKNOWN
        pods = self._subjects.labelled(selector.mapping, entry.namespace, rule)
        if any(labels_match(labels, pod.labels) for pod in pods):
            return Choice.SOME
        if any(is_placeholder(pod.labels.get(key, "")) for pod in pods for key in labels):
            return Choice.UNKNOWN
        if self._inventory.selected(selector.mapping | labels, entry.namespace):  # in another overlay or alternative
            return Choice.UNKNOWN
        is_evidence = self._inventory.complete or (bool(pods) and entry.namespace is not None)
        return Choice.NONE if is_evidence else Choice.UNKNOWN

    @cached_property
    def _routed(self) -> frozenset[tuple[str, str]]:
        return frozenset(
            (self._hosts.full_name(item["host"].text, resource.namespace).lower(), item["subset"].text)
            for resource in self._inventory.of(VIRTUAL_SERVICE)
            for item in destinations(resource)
            if item["subset"].text
        )

    def is_routed(self, subset: Value) -> bool:
        """Whether a VirtualService sends requests to a subset of this name and host."""
        rule = subset.resource
        host = self._hosts.full_name(rule.at("spec", "host").text, rule.namespace).lower()
        return (host, subset["name"].text) in self._routed

    @cached_property
    def _routers(self) -> dict[str, list[Value]]:
        """Hosts to the destinations with a subset that VirtualServices of the mesh for that host have."""
        index: dict[str, list[Value]] = {}
        for resource in self._inventory.of(VIRTUAL_SERVICE):
            own = {self._hosts.full_name(host.text, resource.namespace) for host in resource.at("spec", "hosts").items()}
            if not own or not binds_mesh(resource):
                continue
            for destination in _http_destinations(resource):
                name = self._hosts.full_name(destination["host"].text, resource.namespace)
                if destination["subset"].text and name in own:
                    index.setdefault(name, []).append(destination)
        return index

    def bypassed(self, resource: Resource) -> Iterator[tuple[Value, Value]]:
        """Destinations without subset of a VirtualService for gateways, each with a subset route that it passes by."""
        if all(item.text == MESH for item in resource.at("spec", "gateways").items()):
            return
        for destination in _http_destinations(resource):
            if not destination["subset"] and "." in self._hosts.full_name(destination["host"].text, resource.namespace):
                for other in self._routers.get(self._hosts.full_name(destination["host"].text, resource.namespace), ()):
                    if other.resource is not resource and other.resource.shares_scope(resource):
                        yield destination, other
                        break


def _http_destinations(resource: Resource) -> Iterator[Value]:
    for entry in http_routes(resource):
        for item in entry["route"].items():
            if item["destination"]["host"].text:
                yield item["destination"]
