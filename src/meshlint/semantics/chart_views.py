"""The charts of meshes that the files install: their values, merged as Helm merges them, and their versions."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from meshlint.findings import Path
from meshlint.loading.document import Document
from meshlint.loading.loader import LoadedFile, parse
from meshlint.manifests.embedded import embedded
from meshlint.manifests.resource import Layer, Resource
from meshlint.semantics.chart_carriers import chart_sources
from meshlint.semantics.chart_source import Absent, Carrier, ChartSource, ValuesForm, ValuesSource
from meshlint.semantics.chart_versions import Beside, source_view
from meshlint.semantics.config_map_generators import GeneratedConfigMaps
from meshlint.semantics.mesh_artifacts import MeshChart, chart
from meshlint.semantics.mesh_config_views import part
from meshlint.semantics.values_merge import Merged, add_parameter
from meshlint.semantics.values_signatures import recognise
from meshlint.semantics.version_strings import is_number, version_text

_VALUES_NAME = re.compile(r"values([.-].*)?\.ya?ml\Z")


class _Found(NamedTuple):
    """A chart of a mesh that a resource installs."""

    resource: Resource
    source: ChartSource
    chart: MeshChart
    merged: Merged  # its values, once they are read

    @property
    def owner(self) -> Resource | None:
        return None if self.resource.document.role else self.resource


class ChartViews:
    """Finds the charts of a run once; draws their values and versions."""

    def __init__(self, resources: Sequence[Resource], files: Sequence[LoadedFile]) -> None:
        self._resources = resources
        self._candidates = {document.path: document for file in files for document in file.candidates}
        self._parsed: dict[str, Document | None] = {}
        self._by_name: dict[tuple[str, str], list[Resource]] = {}
        for resource in resources:
            self._by_name.setdefault((resource.kind, resource.name), []).append(resource)
        self._locks = {posixpath.dirname(item.document.path): item for item in resources if item.kind == "Chart.lock"}
        self._generated = GeneratedConfigMaps(resources)
        self._found = [found for resource in resources for found in self._charts_of(resource)]
        self._read: set[str] = set()  # values files that some chart reads

    def _charts_of(self, resource: Resource) -> Iterator[_Found]:
        for source in chart_sources(resource.data, resource.document.path, self._source_url):
            known = chart(source.chart, source.repository)
            if known is not None:
                yield _Found(resource, source, known, Merged({}, []))

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
            for values in found.source.values:
                self._add(found.merged, found, values)
            layers = tuple(found.merged.layers) or (_entry_layer(found),)
            view = _values_view(found.chart.mesh, found.chart.name, found.merged, layers, found.resource)
            view.version = self._version(found)
            yield view
        yield from self._recognised()

    def sources(self) -> Iterator[Resource]:
        """The version of each chart, as `ChartSource.artifact`; `values` comes first."""
        for found in self._found:
            beside = Beside(found.merged.data, found.merged.partial, self._version(found), self._locked(found))
            yield source_view(found.resource, found.source, found.chart, found.owner, beside)

    def _version(self, found: _Found) -> str:
        """The version of a chart as it is written, also where a HelmRelease leaves it to an OCIRepository."""
        source = found.source
        if source.when_absent is Absent.ELSEWHERE:
            reference = found.resource.at("spec", "chartRef")
            for item in self._by_name.get(("OCIRepository", reference["name"].text), ()):
                if item.namespace in (reference["namespace"].text or found.resource.namespace, None):
                    source = next(iter(chart_sources(item.data)), source)
        base = found.resource.layers[0]
        written = base.document.source_text(base.prefix + source.version_path) if is_number(source.version) else None
        return version_text(source.version, written)

    def _locked(self, found: _Found) -> tuple[str, ...] | None:
        """The versions that the Chart.lock beside a Chart.yaml holds for a dependency; None without a Chart.lock."""
        lock = self._locks.get(posixpath.dirname(found.resource.document.path))
        if found.source.carrier is not Carrier.CHART_DEPENDENCY or lock is None:
            return None
        named = [item for item in lock.at("dependencies").items() if item["name"].text == found.source.chart]
        return tuple(item["version"].text for item in named)

    def _add(self, merged: Merged, found: _Found, values: ValuesSource) -> None:
        base = found.resource.layers[0]
        if values.form is ValuesForm.MAPPING:
            merged.add(values.content, Layer(base.document, base.prefix + values.path, found.owner))
        elif values.form is ValuesForm.TEXT:
            self._add_text(merged, found, base.prefix + values.path, values.content)
        elif values.form is ValuesForm.PARAMETER:
            add_parameter(merged, base.document, base.prefix, found.owner, values.name, values.path, values.content)
        elif values.form is ValuesForm.FILE:
            self._add_file(merged, found, values)
        else:
            self._add_reference(merged, found, values)

    def _add_text(self, merged: Merged, found: _Found, path: Path, text: str) -> None:
        document = embedded(found.resource.layers[0].document, path, text)
        if document is not None and isinstance(document.data, dict):
            merged.add(document.data, Layer(document, (), found.owner))
        else:
            merged.partial = True

    def _add_file(self, merged: Merged, found: _Found, values: ValuesSource) -> None:
        document = self._values_file(found.resource.document.path, str(values.content))
        if document is None:
            merged.partial = merged.partial or not values.prefix  # a chart need not have a values.yaml
            return
        self._read.add(document.path)
        data = document.data
        for key in values.prefix:
            data = data.get(key) if isinstance(data, dict) else None
        if isinstance(data, dict):
            merged.add(data, Layer(document, tuple(values.prefix)))

    def _add_reference(self, merged: Merged, found: _Found, values: ValuesSource) -> None:
        kind, _, name = values.name.partition("/")
        key, holder = str(values.content), None
        document: Document | None = None
        for holder in self._by_name.get((kind, name), ()):
            text = holder.at("data", key).text
            if text and holder.namespace in (found.resource.namespace, None):
                document = embedded(holder.document, (*holder.layers[0].prefix, "data", key), text)
                break
        else:
            generated = self._generated.file(name, key, found.resource) if kind == "ConfigMap" else None
            document = self._values_file(*generated) if generated else None
            if document is not None:
                self._read.add(document.path)
                holder = None
        if document is not None and isinstance(document.data, dict) and not values.prefix:
            merged.add(document.data, Layer(document, (), holder))
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
        named = [path for path in self._candidates if _VALUES_NAME.search(posixpath.basename(path))]
        beside = Counter(posixpath.dirname(path) for path in named)
        for path in named:
            document, folder = self._candidates[path], posixpath.dirname(path)
            if path in self._read or folder in charts:
                continue
            known = recognise(document.text)
            if known is not None and self._parse(path) is not None:
                layer = Layer(document)
                merged = Merged(document.data, [layer], partial=beside[folder] > 1)  # others may be laid over it
                yield _values_view(*known, merged, (layer,), None)


def _values_view(mesh: str, name: str, merged: Merged, layers: tuple[Layer, ...], carrier: Resource | None) -> Resource:
    view = Resource(merged.data, layers, "HelmValues", mesh, name=name, namespace="")
    if carrier is not None:
        view.namespace, view.scopes = carrier.namespace, carrier.scopes
    view.partial = merged.partial
    return view


def _entry_layer(found: _Found) -> Layer:
    """For a chart without values: whatever is said about them points at where the chart is named."""
    base = found.resource.layers[0]
    return Layer(base.document, base.prefix + found.source.entry, found.owner, {"": ()})
