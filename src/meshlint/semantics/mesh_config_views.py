"""Istio's mesh-wide configuration, from whatever carries it, as resources of pseudo kinds.

- `MeshConfig.mesh-config`: `spec.meshConfig` of an IstioOperator, `meshConfig` of the istiod chart's values, `data.mesh` of the
  ConfigMap `istio` (or `istio-<revision>`), or a file of its own.
- `MeshNetworks.mesh-config`: `data.meshNetworks` of that ConfigMap, or `meshNetworks` below the values' `global`.
- `InjectorValues.istio`: `data.values` of the ConfigMap `istio-sidecar-injector` (or `istio-sidecar-injector-<revision>`).

Source: istio manifests/charts/istio-control/istio-discovery/templates/configmap.yaml and istiod-injector-configmap.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from meshlint.findings import Path
from meshlint.manifests.embedded import embedded
from meshlint.manifests.resource import Layer, Resource
from meshlint.semantics.values_merge import ParameterLayer

MESH_CONFIG = ("MeshConfig", "mesh-config")
MESH_NETWORKS = ("MeshNetworks", "mesh-config")
INJECTOR_VALUES = ("InjectorValues", "istio")
ISTIO_VALUES = "HelmValues.istio"

_MESH_MAP = re.compile(r"istio(-[a-z0-9-]+)?\Z")
_INJECTOR_MAP = re.compile(r"istio-sidecar-injector(-[a-z0-9-]+)?\Z")


def mesh_configs(resources: Iterable[Resource]) -> Iterator[Resource]:
    """The mesh-wide configuration that these resources, charts' values included, carry."""
    for resource in resources:
        if resource.full_kind == "IstioOperator.install.istio.io":
            yield from part(resource, ("spec", "meshConfig"), MESH_CONFIG)
        elif resource.full_kind == ISTIO_VALUES:
            yield from part(resource, ("meshConfig",), MESH_CONFIG)
            yield from part(resource, ("global", "meshNetworks"), MESH_NETWORKS, wrap="networks")
        elif resource.full_kind == "MeshConfig" and resource.document.role == "MeshConfig":
            yield from part(resource, (), MESH_CONFIG)
        elif resource.full_kind == "ConfigMap":
            yield from _of_config_map(resource)


def _of_config_map(resource: Resource) -> Iterator[Resource]:
    if _INJECTOR_MAP.match(resource.name):
        yield from text_part(resource, ("data", "values"), INJECTOR_VALUES)
    elif _MESH_MAP.match(resource.name):
        yield from text_part(resource, ("data", "mesh"), MESH_CONFIG)
        yield from text_part(resource, ("data", "meshNetworks"), MESH_NETWORKS)


def part(resource: Resource, path: Path, kind: tuple[str, str], wrap: str = "", name: str = "") -> Iterator[Resource]:
    """The mapping at `path` as a resource of its own; `wrap` puts it below one more key, to give it the usual shape."""
    value = resource.at(*path)
    if not value.mapping:
        return
    owner = _owner(resource)
    layers = tuple(found for layer in resource.layers if (found := _below(layer, path, layer.owner or owner, wrap)) is not None)
    if not layers:
        return
    data = {wrap: value.mapping} if wrap else value.mapping
    yield Resource(data, layers, *kind, name=name or resource.name, namespace=resource.namespace, scopes=resource.scopes)


def _below(layer: Layer, path: Path, owner: Resource | None, wrap: str) -> Layer | None:
    """The part of a layer at `path`; None where the layer writes nothing there."""
    if isinstance(layer, ParameterLayer):
        if layer.keys[: len(path)] != path:
            return None
        keys = ((wrap,) if wrap else ()) + layer.keys[len(path) :]
        return ParameterLayer.of(layer.document, layer.prefix, owner, keys, layer.value)
    if wrap:
        return Layer(layer.document, layer.prefix, owner, {wrap: layer.prefix + path})
    return Layer(layer.document, layer.prefix + path, owner)


def text_part(resource: Resource, path: Path, kind: tuple[str, str]) -> Iterator[Resource]:
    """The YAML or JSON text at `path` as a resource of its own; nothing where it is no mapping."""
    text = resource.at(*path).text
    if not text:
        return
    layer = resource.layers[0]
    document = embedded(layer.document, layer.prefix + path, text)
    if document is not None and isinstance(document.data, dict):
        inner = Layer(document, (), layer.owner or _owner(resource))
        yield Resource(document.data, (inner,), *kind, name=resource.name, namespace=resource.namespace, scopes=resource.scopes)


def _owner(resource: Resource) -> Resource | None:
    """Whose name findings carry where a layer does not say; the layers of values say it themselves."""
    return None if resource.document.role or resource.kind == "HelmValues" else resource
