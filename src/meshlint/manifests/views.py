"""Resources drawn from others: the values of mesh charts, MeshConfig, artifacts."""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.loading.loader import LoadedFile
from meshlint.manifests.resource import Resource

VIEW_SOURCES = frozenset(
    {
        "Kustomization.kustomize.config.k8s.io",
        "Component.kustomize.config.k8s.io",
        "Service",
        "Namespace",
        "Deployment.apps",
        "StatefulSet.apps",
        "DaemonSet.apps",
        "ReplicaSet.apps",
        "Job.batch",
        "CronJob.batch",
        "Pod",
        "Rollout.argoproj.io",
        "ServiceEntry.networking.istio.io",
        "IstioOperator.install.istio.io",
        "ConfigMap",
    }
)


def views(resources: list[Resource], files: list[LoadedFile]) -> Iterator[Resource]:
    """Further resources, drawn from what was loaded."""
    return iter(())
