"""Charts in Flux's objects. Source: https://fluxcd.io/flux/components/helm/helmreleases/ and …/source/ocirepositories/."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from meshlint.findings import Path
from meshlint.semantics.chart_source import (
    Absent,
    Carrier,
    ChartSource,
    SourceUrl,
    ValuesForm,
    ValuesSource,
    VersionForm,
    entries,
    field_path,
    inline_values,
    mapping,
    split_oci,
    text,
    versioned,
)


def helm_release(data: dict[str, Any], source_url: SourceUrl) -> Iterator[ChartSource]:
    """The chart of a HelmRelease: its chart template, or what chartRef points to."""
    spec = mapping(data.get("spec"))
    values = tuple(_values(spec))
    template = mapping(mapping(spec.get("chart")).get("spec"))
    if template:
        at: Path = ("spec", "chart", "spec")
        yield from _templated(template, at, _namespace(data), source_url, Carrier.FLUX_HELM_RELEASE, values)
        return
    reference = mapping(spec.get("chartRef"))
    url = _url(reference, "OCIRepository", _namespace(data), source_url)
    if url:
        chart, repository = split_oci(url)
        path: Path = ("spec", "chartRef")
        yield ChartSource(Carrier.FLUX_HELM_RELEASE, chart, repository, None, path, path, Absent.ELSEWHERE, values=values)


def legacy_helm_release(data: dict[str, Any]) -> Iterator[ChartSource]:
    """The chart of a HelmRelease of Flux 1's Helm operator; charts from git have no version."""
    spec, at = mapping(data.get("spec")), ("spec", "chart")
    chart = mapping(spec.get("chart"))
    if text(chart.get("name")):
        yield versioned(
            Carrier.FLUX_HELM_RELEASE,
            chart["name"],
            text(chart.get("repository")) or None,
            chart,
            at,
            Absent.ERROR,
            values=inline_values(spec, ("spec",), "values"),
        )


def helm_chart(data: dict[str, Any], source_url: SourceUrl) -> Iterator[ChartSource]:
    """The chart of a HelmChart of Flux's source controller."""
    spec = mapping(data.get("spec"))
    yield from _templated(spec, ("spec",), _namespace(data), source_url, Carrier.FLUX_HELM_CHART, ())


def oci_repository(data: dict[str, Any]) -> Iterator[ChartSource]:
    """The artefact of an OCIRepository. Of its reference, digest comes before semver, and semver before tag."""
    spec = mapping(data.get("spec"))
    url, reference = text(spec.get("url")), mapping(spec.get("ref"))
    if not url:
        return
    chart, repository = split_oci(url)
    path, version, form = field_path(spec, ("spec",), "ref"), None, VersionForm.TAG
    for key, read_as in (("digest", VersionForm.DIGEST), ("semver", VersionForm.CONSTRAINT), ("tag", VersionForm.TAG)):
        if reference.get(key) not in (None, ""):
            path, version, form = ("spec", "ref", key), reference[key], read_as
            break
    entry: Path = ("spec",)
    yield ChartSource(Carrier.FLUX_OCI_REPOSITORY, chart, repository, version, path, entry, Absent.LATEST_TAG, form)


def _templated(
    spec: dict[str, Any],
    path: Path,
    namespace: str | None,
    source_url: SourceUrl,
    carrier: Carrier,
    values: tuple[ValuesSource, ...],
) -> Iterator[ChartSource]:
    reference = mapping(spec.get("sourceRef"))
    chart, kind = text(spec.get("chart")), text(reference.get("kind")) or "HelmRepository"
    if chart:
        absent = Absent.NEWEST if kind == "HelmRepository" else Absent.IGNORED
        url = _url(reference, kind, namespace, source_url)
        version_path = field_path(spec, path, "version")
        yield ChartSource(carrier, chart, url, spec.get("version"), version_path, path, absent, values=values)


def _url(reference: dict[str, Any], kind: str, namespace: str | None, source_url: SourceUrl) -> str | None:
    name = text(reference.get("name"))
    if not name:
        return None
    return source_url(text(reference.get("kind")) or kind, name, text(reference.get("namespace")) or namespace)


def _namespace(data: dict[str, Any]) -> str | None:
    return text(mapping(data.get("metadata")).get("namespace")) or None


def _values(spec: dict[str, Any]) -> Iterator[ValuesSource]:
    """In Flux's order: valuesFrom, then the inline values."""
    for at, item in entries(spec.get("valuesFrom"), ("spec", "valuesFrom")):
        key, target = text(item.get("valuesKey")) or "values.yaml", text(item.get("targetPath"))
        prefix = tuple(target.split(".")) if target else ()
        yield ValuesSource(ValuesForm.REFERENCE, at, key, f"{text(item.get('kind'))}/{text(item.get('name'))}", prefix)
    yield from inline_values(spec, ("spec",), "values")
