"""The charts of meshes that the files install: their values, merged as Helm merges them, and their versions."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from meshlint.findings import Path
from meshlint.loading.document import Document
from meshlint.loading.loader import LoadedFile, parse
from meshlint.manifests.embedded import embedded
from meshlint.manifests.resource import Layer, Resource
from meshlint.semantics.chart_carriers import chart_sources
from meshlint.semantics.chart_source import Carrier, ChartSource, ValuesForm, ValuesSource
from meshlint.semantics.mesh_artifacts import MeshChart, chart
from meshlint.semantics.mesh_config_views import part
from meshlint.semantics.values_signatures import recognise
from meshlint.semantics.version_strings import (
    VersionClass,
    classify_chart_version,
    classify_image_tag,
    version_span,
    version_text,
)

_VALUES_NAME = re.compile(r"values([.-].*)?\.ya?ml\Z")


@dataclass(slots=True)
class _Found:
    """A chart of a mesh that a resource installs."""

    resource: Resource
    source: ChartSource
    chart: MeshChart

    @property
    def owner(self) -> Resource | None:
        return None if self.resource.document.role else self.resource


@dataclass(slots=True)
class _Merged:
    """Values being merged: the weakest first."""

    data: dict[str, Any] = field(default_factory=dict)
    layers: list[Layer] = field(default_factory=list)
    partial: bool = False  # some values could not be read


class ChartViews:
    """Finds the charts of a run once; draws their values and versions."""

    def __init__(self, resources: Sequence[Resource], files: Sequence[LoadedFile]) -> None:
        self._resources = resources
        self._candidates = {document.path: document for file in files for document in file.candidates}
        self._parsed: dict[str, Document | None] = {}
        self._by_name: dict[tuple[str, str], list[Resource]] = {}
        for resource in resources:
            self._by_name.setdefault((resource.kind, resource.name), []).append(resource)
        self._found = [found for resource in resources for found in self._charts_of(resource)]
        self._read: set[str] = set()  # values files that some chart reads

    def _charts_of(self, resource: Resource) -> Iterator[_Found]:
        for source in chart_sources(resource.data, resource.document.path, self._source_url):
            known = chart(source.chart, source.repository)
            if known is not None:
                yield _Found(resource, source, known)

    def _source_url(self, kind: str, name: str, namespace: str | None) -> str | None:
        for resource in self._by_name.get((kind, name), ()):
            if namespace is None or resource.namespace in (namespace, None):
                return resource.at("spec", "url").text or None
        return None

    def values(self) -> Iterator[Resource]:
        """The values of each chart, as `HelmValues.<mesh>`; empty ones too, since defaults then hold."""
        for resource in self._resources:
            if resource.full_kind == "IstioOperator.install.istio.io":
                yield from part(resource, ("spec", "values"), ("HelmValues", "istio"), name="istiod")
        for found in self._found:
            if found.source.carrier is Carrier.FLUX_OCI_REPOSITORY or found.source.carrier is Carrier.FLUX_HELM_CHART:
                continue  # the HelmRelease that refers to it carries the values
            merged = self._merge(found)
            layers = tuple(merged.layers) or (_entry_layer(found),)
            yield _values_view(found.chart.mesh, found.chart.name, merged, layers, found.resource)
        yield from self._recognised()

    def sources(self) -> Iterator[Resource]:
        """The version of each chart, as `ChartSource.artifact`."""
        for found in self._found:
            yield _source_view(found)

    def _merge(self, found: _Found) -> _Merged:
        merged = _Merged()
        for values in found.source.values:
            self._add(merged, found, values)
        return merged

    def _add(self, merged: _Merged, found: _Found, values: ValuesSource) -> None:
        base = found.resource.layers[0]
        if values.form is ValuesForm.MAPPING:
            _overlay(merged, values.content, Layer(base.document, base.prefix + values.path, found.owner))
        elif values.form is ValuesForm.TEXT:
            self._add_text(merged, found, base.prefix + values.path, values.content)
        elif values.form is ValuesForm.PARAMETER:
            data = _nested(values.name, values.content)
            first = next(iter(data), "")
            _overlay(merged, data, Layer(base.document, base.prefix, found.owner, {first: base.prefix + values.path}))
        elif values.form is ValuesForm.FILE:
            self._add_file(merged, found, values)
        else:
            self._add_reference(merged, found, values)

    def _add_text(self, merged: _Merged, found: _Found, path: Path, text: str) -> None:
        document = embedded(found.resource.layers[0].document, path, text)
        if document is not None and isinstance(document.data, dict):
            _overlay(merged, document.data, Layer(document, (), found.owner))
        else:
            merged.partial = True

    def _add_file(self, merged: _Merged, found: _Found, values: ValuesSource) -> None:
        document = self._values_file(found.resource.document.path, str(values.content))
        if document is None:
            merged.partial = merged.partial or not values.prefix  # a chart need not have a values.yaml
            return
        self._read.add(document.path)
        data = document.data
        for key in values.prefix:
            data = data.get(key) if isinstance(data, dict) else None
        if isinstance(data, dict):
            _overlay(merged, data, Layer(document, tuple(values.prefix)))

    def _add_reference(self, merged: _Merged, found: _Found, values: ValuesSource) -> None:
        kind, _, name = values.name.partition("/")
        holders = [item for item in self._by_name.get((kind, name), ()) if item.namespace in (found.resource.namespace, None)]
        text = holders[0].at("data", str(values.content)).text if holders else ""
        document = (
            embedded(holders[0].document, (*holders[0].layers[0].prefix, "data", str(values.content)), text) if text else None
        )
        if document is not None and isinstance(document.data, dict):
            _overlay(merged, document.data, Layer(document, (), holders[0]))
        else:
            merged.partial = True

    def _values_file(self, beside: str, name: str) -> Document | None:
        """The values file of a name, relative to the file that names it; `$ref/path` of Argo CD by its unique ending."""
        if name.startswith("$"):
            ending = "/" + name.partition("/")[2]
            matches = [path for path in self._candidates if f"/{path}".endswith(ending)]
            return self._parse(matches[0]) if len(matches) == 1 else None
        return self._parse(posixpath.normpath(posixpath.join(posixpath.dirname(beside), name)))

    def _parse(self, path: str) -> Document | None:
        if path not in self._parsed:
            document = self._candidates.get(path)
            usable = document is not None and parse(document) is None and isinstance(document.data, dict)
            self._parsed[path] = document if usable else None
        return self._parsed[path]

    def _recognised(self) -> Iterator[Resource]:
        """Values files that no chart names, known by their keys. A chart's own defaults are nobody's configuration."""
        charts = {posixpath.dirname(item.document.path) for item in self._resources if item.kind == "Chart.yaml"}
        for path, document in self._candidates.items():
            if path in self._read or posixpath.dirname(path) in charts or not _VALUES_NAME.search(posixpath.basename(path)):
                continue
            known = recognise(document.text)
            if known is not None and self._parse(path) is not None:
                mesh, name = known
                layer = Layer(document)
                yield _values_view(mesh, name, _Merged(document.data, [layer]), (layer,), None)


def _values_view(mesh: str, name: str, merged: _Merged, layers: tuple[Layer, ...], carrier: Resource | None) -> Resource:
    view = Resource(merged.data, layers, "HelmValues", mesh, name=name, namespace="")
    if carrier is not None:
        view.namespace, view.scopes = carrier.namespace, carrier.scopes
    view.partial = merged.partial
    return view


def _entry_layer(found: _Found) -> Layer:
    base = found.resource.layers[0]
    return Layer(base.document, base.prefix, found.owner, {"": base.prefix + found.source.entry})


def _source_view(found: _Found) -> Resource:
    source, base = found.source, found.resource.layers[0]
    written = base.document.source_text(base.prefix + source.version_path) if isinstance(source.version, (int, float)) else None
    version_class = _classify(source, written)
    span = version_span(source.version, written)
    data = {
        "tool": source.carrier.value,
        "carrier": source.carrier.name,
        "chart": source.chart,
        "mesh": found.chart.mesh,
        "role": found.chart.role,
        "product": found.chart.product,
        "repository": source.repository,
        "version": version_text(source.version, written),
        "class": version_class.value,
        "floating": version_class.floating,
        "span": span.value if span is not None else "",
        "whenAbsent": source.when_absent.value,
        "local": source.local,
    }
    entry = base.prefix + source.entry
    paths = dict.fromkeys(data, entry) | {
        "version": base.prefix + source.version_path,
        "class": base.prefix + source.version_path,
    }
    layer = Layer(base.document, entry, found.owner, paths)
    return Resource(
        data,
        (layer,),
        "ChartSource",
        "artifact",
        name=source.chart,
        namespace=found.resource.namespace,
        scopes=found.resource.scopes,
    )


def _classify(source: ChartSource, written: str | None) -> VersionClass:
    if source.form.name == "CONSTRAINT":
        return classify_chart_version(source.version, written)
    return classify_image_tag(source.version, written)


def _overlay(merged: _Merged, data: dict[str, Any], layer: Layer) -> None:
    merged.data = merge(merged.data, data)
    merged.layers.append(layer)


def merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """One mapping of values over another, as Helm does: mappings merge, all else is replaced, null included."""
    result = dict(base)
    for key, value in over.items():
        below = result.get(key)
        result[key] = merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return result


def _nested(dotted: str, value: Any) -> dict[str, Any]:
    *parents, last = re.split(r"(?<!\\)\.", dotted)
    data: dict[str, Any] = {last: value}
    for key in reversed(parents):
        data = {key: data}
    return data
