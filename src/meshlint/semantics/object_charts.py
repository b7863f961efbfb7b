"""Charts in the objects of other controllers: K3s, Crossplane's provider-helm, Cluster API's Helm add-on, Sveltos."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from meshlint.findings import Path
from meshlint.semantics.chart_source import (
    Absent,
    Carrier,
    ChartSource,
    ValuesForm,
    ValuesSource,
    entries,
    field_path,
    inline_values,
    mapping,
    parameters,
    text,
    versioned,
)


def k3s_helm_chart(data: dict[str, Any]) -> Iterator[ChartSource]:
    """The chart of a HelmChart of helm.cattle.io, unless it is embedded: https://docs.k3s.io/helm."""
    spec, path = mapping(data.get("spec")), ("spec",)
    chart = text(spec.get("chart"))
    if chart and not spec.get("chartContent"):
        values = (
            *inline_values(spec, path, "valuesContent"),
            *inline_values(spec, path, "values"),
            *parameters(spec, path, "set"),
        )
        yield versioned(
            Carrier.K3S_HELM_CHART,
            chart,
            text(spec.get("repo")) or None,
            spec,
            path,
            Absent.NEWEST,
            values=values,
        )


def crossplane_release(data: dict[str, Any]) -> Iterator[ChartSource]:
    """The chart of a Release of provider-helm; one given by `url` carries its version in it."""
    provider, path = mapping(mapping(data.get("spec")).get("forProvider")), ("spec", "forProvider")
    chart, at = mapping(provider.get("chart")), (*path, "chart")
    if text(chart.get("name")) and not chart.get("url"):
        yield versioned(
            Carrier.CROSSPLANE,
            chart["name"],
            text(chart.get("repository")) or None,
            chart,
            at,
            Absent.NEWEST,
            values=_crossplane_values(provider, path),
        )


def _crossplane_values(provider: dict[str, Any], path: Path) -> Iterator[ValuesSource]:
    for at, item in entries(provider.get("valuesFrom"), (*path, "valuesFrom")):
        for key, kind in (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")):
            reference = mapping(item.get(key))
            if reference:
                content = text(reference.get("key")) or "values.yaml"
                yield ValuesSource(ValuesForm.REFERENCE, (*at, key), content, f"{kind}/{text(reference.get('name'))}")
    yield from inline_values(provider, path, "values")
    yield from parameters(provider, path, "set")


def helm_chart_proxy(data: dict[str, Any]) -> Iterator[ChartSource]:
    """The chart of a HelmChartProxy of addons.cluster.x-k8s.io."""
    spec, path = mapping(data.get("spec")), ("spec",)
    if text(spec.get("chartName")):
        yield versioned(
            Carrier.CLUSTER_API,
            spec["chartName"],
            text(spec.get("repoURL")) or None,
            spec,
            path,
            Absent.NEWEST,
            values=inline_values(spec, path, "valuesTemplate"),
        )


def sveltos_profile(data: dict[str, Any]) -> Iterator[ChartSource]:
    """The charts of a ClusterProfile or Profile; chartName repeats the repository's name: https://projectsveltos.io."""
    for at, item in entries(mapping(data.get("spec")).get("helmCharts"), ("spec", "helmCharts")):
        chart = text(item.get("chartName"))
        if chart and text(item.get("helmChartAction")) != "Uninstall":
            repository = text(item.get("repositoryName"))
            yield ChartSource(
                Carrier.SVELTOS,
                chart.removeprefix(f"{repository}/"),
                text(item.get("repositoryURL")) or None,
                item.get("chartVersion"),
                field_path(item, at, "chartVersion"),
                at,
                Absent.ERROR,
                values=tuple(inline_values(item, at, "values")),
            )
