"""Workloads: whatever makes pods, seen as its pod template."""

from __future__ import annotations

from collections.abc import Sequence

from meshlint.findings import Path
from meshlint.manifests.resource import Resource, string_map
from meshlint.manifests.value import Value

_TEMPLATE = ("spec", "template")
TEMPLATE_PATHS: dict[str, Path] = {
    "Pod": (),
    "Deployment.apps": _TEMPLATE,
    "StatefulSet.apps": _TEMPLATE,
    "DaemonSet.apps": _TEMPLATE,
    "ReplicaSet.apps": _TEMPLATE,
    "ReplicationController": _TEMPLATE,
    "Job.batch": _TEMPLATE,
    "CronJob.batch": ("spec", "jobTemplate", "spec", "template"),
    "Rollout.argoproj.io": _TEMPLATE,
    "DeploymentConfig.apps.openshift.io": _TEMPLATE,
}
"""Kind to the path of its pod template; a Pod is its own."""


class Workload:
    """A resource that makes pods, and the metadata and spec of those pods."""

    __slots__ = ("_annotations", "_containers", "_labels", "_path", "_pod_spec", "_ports", "namespace", "resource")

    def __init__(self, resource: Resource, path: Path) -> None:
        self.resource = resource
        self._path = path
        self.namespace = resource.namespace
        self._labels: dict[str, str] | None = None
        self._annotations: dict[str, str] | None = None
        self._pod_spec: Value | None = None
        self._containers: tuple[Value, ...] | None = None
        self._ports: tuple[Value, ...] | None = None

    def forget(self) -> None:
        """Let go of the values, which can be had again from the resource."""
        self._pod_spec = self._containers = self._ports = None

    @property
    def template(self) -> Value:
        """The pod template."""
        return self.resource.root.get(*self._path)

    def __repr__(self) -> str:
        return f"Workload({self.resource.full_name})"

    @property
    def labels(self) -> dict[str, str]:
        """The labels of the pods."""
        if self._labels is None:
            self._labels = string_map(self.template.get("metadata", "labels").raw)
        return self._labels

    @property
    def annotations(self) -> dict[str, str]:
        """The annotations of the pods."""
        if self._annotations is None:
            self._annotations = string_map(self.template.get("metadata", "annotations").raw)
        return self._annotations

    @property
    def pod_spec(self) -> Value:
        if self._pod_spec is None:
            self._pod_spec = self.template["spec"]
        return self._pod_spec

    @property
    def host_network(self) -> bool:
        return self.pod_spec["hostNetwork"].raw is True

    def containers(self) -> Sequence[Value]:
        """Containers and init containers, in that order."""
        if self._containers is None:
            self._containers = (*self.pod_spec["containers"].items(), *self.pod_spec["initContainers"].items())
        return self._containers

    def container(self, name: str) -> Value | None:
        """The container or init container of that name."""
        return next((item for item in self.containers() if item["name"].text == name), None)

    def ports(self) -> Sequence[Value]:
        """The ports that containers and init containers declare."""
        if self._ports is None:
            self._ports = tuple(port for container in self.containers() for port in container["ports"].items())
        return self._ports

    def target_of(self, port: Value) -> int | None:
        """The number that a Service's port leads to in these pods; None where a name does not resolve."""
        target = port["targetPort"]
        if not target:
            return port["port"].integer
        if target.integer is not None:
            return target.integer
        return next((item["containerPort"].integer for item in self.ports() if item["name"].text == target.text), None)

    def annotation(self, key: str) -> Value:
        """The annotation on the pod template, as a place to point at."""
        return self.template.get("metadata", "annotations", key)


def workload_of(resource: Resource) -> Workload | None:
    """The workload that a resource is, if it is one."""
    if resource.full_kind not in TEMPLATE_PATHS:
        return None
    if resource.workload is None:  # dozens of rules ask for it
        resource.workload = Workload(resource, TEMPLATE_PATHS[resource.full_kind])
    return resource.workload
