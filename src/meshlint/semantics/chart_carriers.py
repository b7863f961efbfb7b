"""The charts that a document installs, whatever tool carries them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from meshlint.semantics import argo_charts, file_charts, flux_charts, object_charts
from meshlint.semantics.chart_source import ChartSource, SourceUrl

_Reader = Callable[[dict[str, Any]], Iterator[ChartSource]]

_OBJECTS: dict[tuple[str, str], _Reader] = {
    ("Application", "argoproj.io"): argo_charts.application,
    ("ApplicationSet", "argoproj.io"): argo_charts.application_set,
    ("HelmRelease", "helm.fluxcd.io"): flux_charts.legacy_helm_release,
    ("OCIRepository", "source.toolkit.fluxcd.io"): flux_charts.oci_repository,
    ("HelmChart", "helm.cattle.io"): object_charts.k3s_helm_chart,
    ("Kustomization", "kustomize.config.k8s.io"): file_charts.kustomization,
    ("Component", "kustomize.config.k8s.io"): file_charts.kustomization,
    ("HelmChartInflationGenerator", ""): file_charts.inflation_generator,
    ("Release", "helm.crossplane.io"): object_charts.crossplane_release,
    ("Release", "helm.m.crossplane.io"): object_charts.crossplane_release,
    ("HelmChartProxy", "addons.cluster.x-k8s.io"): object_charts.helm_chart_proxy,
    ("ClusterProfile", "config.projectsveltos.io"): object_charts.sveltos_profile,
    ("Profile", "config.projectsveltos.io"): object_charts.sveltos_profile,
    ("Config", "skaffold"): file_charts.skaffold,
    ("ZarfPackageConfig", "zarf.dev"): file_charts.zarf,
}
_FILES: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (re.compile(r"(?:chart|requirements)\.yaml\Z"), file_charts.chart_dependencies),
    (re.compile(r"kustomization(?:\.ya?ml)?\Z"), file_charts.kustomization),
    (re.compile(r"helmfile[^/]*\Z"), file_charts.helmfile),
    (re.compile(r"fleet\.ya?ml\Z"), file_charts.fleet),
    (re.compile(r"skaffold[^/]*\.ya?ml\Z"), file_charts.skaffold),
    (re.compile(r"zarf\.ya?ml\Z"), file_charts.zarf),
)


def chart_sources(data: Any, file_name: str = "", source_url: SourceUrl | None = None) -> Iterable[ChartSource]:
    """The charts that a document installs.

    `data` are the plain values; objects are known by apiVersion and kind, other documents by `file_name`, a path or a bare
    name. A list is taken for Ansible's. `source_url` gives the URL of the Flux source that a release refers to.
    """
    if isinstance(data, list):
        return file_charts.ansible(data)
    if not isinstance(data, dict):
        return ()
    identity = _identity(data)
    if identity == ("HelmRelease", "helm.toolkit.fluxcd.io"):
        return flux_charts.helm_release(data, source_url or _unknown)
    if identity == ("HelmChart", "source.toolkit.fluxcd.io"):
        return flux_charts.helm_chart(data, source_url or _unknown)
    reader = _OBJECTS.get(identity) or _file_reader(file_name, identity)
    return reader(data) if reader else ()


def _identity(data: dict[str, Any]) -> tuple[str, str]:
    """Kind and API group; the group is "" for generator configurations, whose apiVersion is free."""
    kind, version = data.get("kind"), data.get("apiVersion")
    if not isinstance(kind, str):
        return "", ""
    group = version.rpartition("/")[0] if isinstance(version, str) else ""
    return kind, "" if kind == "HelmChartInflationGenerator" else group


def _file_reader(file_name: str, identity: tuple[str, str]) -> _Reader | None:
    """What reads a file without an object's identity, or of a kind that only its name tells apart (Kustomization)."""
    name = file_name.rpartition("/")[2].lower()
    if identity[0] not in ("", "Kustomization", "Component", "Config", "ZarfPackageConfig") or identity[1]:
        return None
    return next((reader for pattern, reader in _FILES if pattern.match(name)), None)


def _unknown(_kind: str, _name: str, _namespace: str | None) -> str | None:
    return None
