"""What routing rules and policies reach in ambient mode: Services of ambient namespaces, and whether a waypoint is in front.

Source: istio pilot/pkg/serviceregistry/ambient/waypoints.go; pilot/pkg/model/push_context.go (which namespaces a waypoint reads).
"""

from __future__ import annotations

from collections.abc import Iterable

from meshlint.manifests.hosts import HostEntry
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_ambient import AmbientMesh, Waypoint
from meshlint.semantics.istio_hosts import IstioHosts
from meshlint.semantics.istio_policies import Subject, Subjects, match_labels
from meshlint.semantics.targets import Targets

_HEADER_HASHES = ("httpHeaderName", "httpCookie", "httpQueryParameterName")


class AmbientTargets:
    """Resolves hosts and selectors in ambient mode. One instance a run: `context.shared(AmbientTargets)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._hosts = inventory.shared(IstioHosts, targets)
        self._subjects = inventory.shared(Subjects, targets)
        self.mesh = inventory.shared(AmbientMesh, targets)

    def entries(self, hosts: Iterable[Value]) -> list[tuple[Value, HostEntry]]:
        """The Services and ServiceEntries of ambient namespaces that hosts resolve to, each with the host."""
        return [
            (host, entry)
            for host in hosts
            if host.text and not host.is_templated
            for entry in self._hosts.entries(host)
            if self.mesh.namespace_is_ambient(entry.namespace, entry.resource)
        ]

    def waypoint(self, entry: HostEntry) -> Waypoint | None:
        """The waypoint in front of a Service or ServiceEntry."""
        return self.mesh.waypoint(entry.resource.labels, entry.namespace, entry.resource)

    def namespace_waypoint(self, resource: Resource) -> Waypoint | None:
        """The waypoint that the namespace of a resource names."""
        return self.mesh.waypoint({}, resource.namespace, resource)

    def selected(self, policy: Resource) -> tuple[list[Subject], list[Subject]]:
        """The pods that a policy's selector matches in its namespace: all, and those of workloads that ztunnel captures."""
        found = self._subjects.labelled(match_labels(policy).mapping, policy.namespace, policy)
        workloads = [item.workload for item in found if item.workload is not None]
        captured = {id(item) for item in self.mesh.captured(workloads)}
        return found, [item for item in found if id(item.workload) in captured]

    def lacks_waypoint(self, subject: Subject) -> bool:
        """Whether no waypoint is in front of some pods."""
        return self.mesh.waypoint(subject.labels, subject.namespace, subject.resource) is None


def http_settings(rule: Resource) -> Value | None:
    """The first setting of a DestinationRule that needs a proxy which reads HTTP; None where all work at layer 4."""
    spec = rule.at("spec")
    policies = [spec["trafficPolicy"], *(subset["trafficPolicy"] for subset in spec["subsets"].items())]
    policies += [port for policy in policies for port in policy["portLevelSettings"].items()]
    for policy in policies:
        balancing = policy.get("loadBalancer", "consistentHash")
        for value in (
            policy["outlierDetection"],
            policy.get("connectionPool", "http"),
            *(balancing[key] for key in _HEADER_HASHES),
        ):
            if value:
                return value
    return None
