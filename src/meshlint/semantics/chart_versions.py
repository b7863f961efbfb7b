"""Which chart of a mesh is installed at which version, as a resource that declarative rules can judge."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from meshlint.findings import Path
from meshlint.manifests.resource import Layer, Resource
from meshlint.semantics.chart_source import Carrier, ChartSource, VersionForm, mapping
from meshlint.semantics.mesh_artifacts import MeshChart
from meshlint.semantics.version_constraints import Constraint
from meshlint.semantics.version_strings import (
    Release,
    VersionClass,
    classify_chart_version,
    classify_image_tag,
    is_number,
    is_prerelease_build,
    version_span,
    version_text,
)

_LINKERD_IMAGE_TAG = re.compile(r"(?:edge|stable)-\d")
_SUBSTITUTION = re.compile(r"\$\{\w+:?[=-]([^}]*)\}")  # Flux's variables with a default
_NAMING = ("chart", "chartName", "chart_ref", "remoteChart", "repoName", "name", "url")
_ARGO = (Carrier.ARGO_APPLICATION, Carrier.ARGO_APPLICATION_SET)


class Beside(NamedTuple):
    """What else is known of a chart."""

    values: dict[str, Any]
    partial: bool  # more values are in places that were not read
    installed: str  # the version, also where another object holds it
    locked: tuple[str, ...] | None  # versions in a Chart.lock beside it; None without a Chart.lock


def source_view(resource: Resource, source: ChartSource, known: MeshChart, owner: Resource | None, beside: Beside) -> Resource:
    """A `ChartSource.artifact` for a chart that `resource` installs."""
    base = resource.layers[0]
    version_path = base.prefix + source.version_path
    written = base.document.source_text(version_path) if is_number(source.version) else None
    text, version_class = version_text(source.version, written), _classify(source, written)
    span = version_span(source.version, written)
    constraint = Constraint.parse(text) if source.form is VersionForm.CONSTRAINT and version_class.floating else None
    fallback = _SUBSTITUTION.fullmatch(text)
    data: dict[str, Any] = {
        "tool": source.carrier.value,
        "carrier": source.carrier.name,
        "chart": known.name,
        "mesh": known.mesh,
        "role": known.role,
        "product": known.product,
        "channel": known.channel,
        "repository": source.repository or "",
        "oci": source.carrier is Carrier.FLUX_OCI_REPOSITORY or "oci://" in f"{source.chart} {source.repository}",
        "version": text,
        "class": version_class.value,
        "floating": version_class.floating,
        "span": span.value if span is not None and version_class.floating else "",
        "prerelease": version_class is VersionClass.PRERELEASE and is_prerelease_build(text),
        "prereleaseRange": constraint is not None and constraint.selects_prereleases,
        "fallback": fallback[1] if fallback and classify_chart_version(fallback[1]).floating else "",
        "imageTag": _LINKERD_IMAGE_TAG.match(text) is not None,
        "number": written is not None,
        "parsed": str(source.version),
        "whenAbsent": source.when_absent.value,
        "local": source.local,
        "parameter": source.parameter,
        "automated": source.carrier in _ARGO and _automated(resource, source.carrier),
        "installed": beside.installed,
        "verified": bool(resource.at("spec", "verify")),
        "locked": next(iter(beside.locked or ()), ""),
        "outOfDate": _lock_is_out_of_date(text, source, beside.locked),
        "values": beside.values,
        "partial": beside.partial,
    }
    entry = base.prefix + source.entry
    at_version = ("version", "class", "prerelease", "prereleaseRange", "number", "imageTag", "fallback", "outOfDate")
    paths = (
        dict.fromkeys(data, entry) | dict.fromkeys(at_version, version_path) | {"chart": _chart_path(base.document.data, entry)}
    )
    return Resource(
        data,
        (Layer(base.document, entry, owner, paths),),
        "ChartSource",
        "artifact",
        name=source.chart,
        namespace=resource.namespace,
        scopes=resource.scopes,
    )


def _classify(source: ChartSource, written: str | None) -> VersionClass:
    if source.form is VersionForm.CONSTRAINT:
        return classify_chart_version(source.version, written)
    return classify_image_tag(source.version, written)


def _lock_is_out_of_date(text: str, source: ChartSource, locked: tuple[str, ...] | None) -> str:
    """Why Helm refuses a Chart.lock for this dependency; "" where it does not."""
    constraint = Constraint.parse(text)
    if locked is None or source.local or constraint is None:
        return ""
    if not locked:
        return "lacks it"
    releases = [release for item in locked if (release := Release.parse(item)) is not None]
    fits = [constraint.accepts((release.major, release.minor, release.patch), release.pre) for release in releases]
    return "" if not fits or any(fits) else f"holds '{locked[0]}'"


def _chart_path(data: Any, entry: Path) -> Path:
    """Where the chart is named: below its entry, in a field that each tool calls differently."""
    for step in entry:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return entry
    return next(((*entry, key) for key in _NAMING if isinstance(data, dict) and key in data), entry)


def _automated(resource: Resource, carrier: Carrier) -> bool:
    """Whether Argo CD applies changes by itself: `syncPolicy.automated` that is not switched off."""
    spec = resource.spec if carrier is Carrier.ARGO_APPLICATION else resource.at("spec", "template", "spec")
    automated = spec.get("syncPolicy", "automated")
    return bool(automated) and mapping(automated.raw).get("enabled") is not False
