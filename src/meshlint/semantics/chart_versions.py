"""Which chart of a mesh is installed at which version, as a resource that declarative rules can judge."""

from __future__ import annotations

import re
from typing import Any

from meshlint.manifests.resource import Layer, Resource
from meshlint.semantics.chart_source import Carrier, ChartSource, VersionForm, mapping
from meshlint.semantics.mesh_artifacts import MeshChart
from meshlint.semantics.version_constraints import Constraint
from meshlint.semantics.version_strings import (
    VersionClass,
    classify_chart_version,
    classify_image_tag,
    is_number,
    is_prerelease_build,
    version_span,
    version_text,
)

_LINKERD_IMAGE_TAG = re.compile(r"(?:edge|stable)-\d")
_ARGO = (Carrier.ARGO_APPLICATION, Carrier.ARGO_APPLICATION_SET)


def source_view(resource: Resource, source: ChartSource, known: MeshChart, owner: Resource | None, locked: str) -> Resource:
    """A `ChartSource.artifact` for a chart that `resource` installs.

    `locked` is the version that a Chart.lock beside it holds; "" without one.
    """
    base = resource.layers[0]
    version_path = base.prefix + source.version_path
    written = base.document.source_text(version_path) if is_number(source.version) else None
    text, version_class = version_text(source.version, written), _classify(source, written)
    span = version_span(source.version, written)
    constraint = Constraint.parse(text) if source.form is VersionForm.CONSTRAINT and version_class.floating else None
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
        "imageTag": _LINKERD_IMAGE_TAG.match(text) is not None,
        "number": written is not None,
        "parsed": str(source.version),
        "whenAbsent": source.when_absent.value,
        "local": source.local,
        "parameter": source.parameter,
        "automated": source.carrier in _ARGO and _automated(resource, source.carrier),
        "locked": locked,
    }
    entry = base.prefix + source.entry
    at_version = ("version", "class", "prerelease", "prereleaseRange", "number", "imageTag")
    paths = dict.fromkeys(data, entry) | dict.fromkeys(at_version, version_path)
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


def _automated(resource: Resource, carrier: Carrier) -> bool:
    """Whether Argo CD applies changes by itself: `syncPolicy.automated` that is not switched off."""
    spec = resource.spec if carrier is Carrier.ARGO_APPLICATION else resource.at("spec", "template", "spec")
    automated = spec.get("syncPolicy", "automated")
    return bool(automated) and mapping(automated.raw).get("enabled") is not False
