"""Resources drawn from others, so that rules meet one shape of a fact whatever carries it.

| kind | values | drawn from |
|---|---|---|
| `HelmValues.<mesh>` | values of one chart; `name` is the chart's name | releases, Applications, kustomizations, values files |
| `MeshConfig.mesh-config`, `MeshNetworks.mesh-config` | Istio's mesh-wide settings | IstioOperator, values, ConfigMap, files |
| `InjectorValues.istio` | the rendered values of the injector | ConfigMap istio-sidecar-injector |
| `ChartSource.artifact` | which chart of a mesh is installed at which version | every tool that installs charts |
| `ImageReference.artifact` | which image of a mesh is run | containers, values, IstioOperator, kustomizations |
| `GitSource.artifact` | what is taken from a mesh project's repository | Argo CD, Flux, kustomize |
| `ShellCommand.artifact` | which command installs a mesh, or fetches what does | CI, containers, playbooks, ConfigMaps |

Source of each carrier's fields: see chart_carriers.py, mesh_config_views.py, artifact_views.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from meshlint.loading.loader import LoadedFile
from meshlint.manifests.resource import Resource

VIEW_SOURCES = frozenset(
    """
    Application.argoproj.io ApplicationSet.argoproj.io HelmRelease.helm.toolkit.fluxcd.io HelmRelease.helm.fluxcd.io
    HelmRepository.source.toolkit.fluxcd.io OCIRepository.source.toolkit.fluxcd.io GitRepository.source.toolkit.fluxcd.io
    HelmChart.source.toolkit.fluxcd.io HelmChart.helm.cattle.io Release.helm.crossplane.io Release.helm.m.crossplane.io
    HelmChartProxy.addons.cluster.x-k8s.io ClusterProfile.config.projectsveltos.io Profile.config.projectsveltos.io
    Config.skaffold ZarfPackageConfig.zarf.dev HelmChartInflationGenerator
    Kustomization.kustomize.config.k8s.io Component.kustomize.config.k8s.io
    IstioOperator.install.istio.io ConfigMap Service Namespace LimitRange ServiceEntry.networking.istio.io
    ServiceAccount Pod Deployment.apps StatefulSet.apps DaemonSet.apps ReplicaSet.apps Job.batch CronJob.batch Rollout.argoproj.io
    ReplicationController DeploymentConfig.apps.openshift.io
    Task.tekton.dev ClusterTask.tekton.dev TaskRun.tekton.dev Pipeline.tekton.dev PipelineRun.tekton.dev
    KubeadmConfig.bootstrap.cluster.x-k8s.io KubeadmConfigTemplate.bootstrap.cluster.x-k8s.io
    KubeadmControlPlane.controlplane.cluster.x-k8s.io KubeadmControlPlaneTemplate.controlplane.cluster.x-k8s.io
    RKE2ConfigTemplate.bootstrap.cluster.x-k8s.io RKE2ControlPlane.controlplane.cluster.x-k8s.io
    """.split()
)
"""Kinds that views and the inventory's indexes read, whether or not a rule names them."""

_INSTALLING_GROUPS = frozenset(kind.partition(".")[2] for kind in VIEW_SOURCES) - frozenset(
    ("", "apps", "batch", "networking.istio.io")
)
_MESH_CONFIG_CARRIERS = frozenset(("IstioOperator.install.istio.io", "ConfigMap"))
_POD_MAKERS = frozenset(kind for kind in VIEW_SOURCES if kind.partition(".")[2] in ("apps", "batch", "argoproj.io")) | frozenset(
    ("Pod", "ReplicationController", "ConfigMap")
)


def views(resources: Sequence[Resource], files: Sequence[LoadedFile]) -> Iterator[Resource]:
    """All views of a run. `files` still hold values files that were not parsed: only those that matter are.

    What draws them is imported when something is there to draw from: most commits touch routes, not installations.
    """
    values: list[Resource] = []
    if any(map(_may_install, resources)) or any(file.candidates for file in files):
        from meshlint.semantics.chart_views import ChartViews

        charts = ChartViews(resources, files)
        values = list(charts.values())
        yield from values
        yield from charts.sources()
    configs: list[Resource] = []
    if values or any(resource.full_kind in _MESH_CONFIG_CARRIERS or resource.document.role for resource in resources):
        from meshlint.semantics.mesh_config_views import mesh_configs

        configs = list(mesh_configs([*resources, *values]))
        yield from configs
    if values or any(map(_may_hold_artifacts, resources)):
        from meshlint.semantics.artifact_views import artifacts

        yield from artifacts(resources, [*values, *configs])


def _may_install(resource: Resource) -> bool:
    return bool(resource.document.role) or resource.group in _INSTALLING_GROUPS


def _may_hold_artifacts(resource: Resource) -> bool:
    if resource.full_kind == "Namespace":
        return any(key.startswith("config.linkerd.io/") for key in resource.annotations)
    return _may_install(resource) or resource.full_kind in _POD_MAKERS
