"""Loaded files to the inventory: objects, in the scopes and namespaces that kustomizations give them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence

from meshlint.loading.document import Document
from meshlint.loading.loader import LoadedFile
from meshlint.manifests.alternatives import Alternatives, Identity
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.kustomize import Layout, Placement, is_kustomization, lay_out
from meshlint.manifests.resource import CLUSTER_SCOPED, SHARED, Layer, Resource, from_document
from meshlint.manifests.world import World

ViewBuilder = Callable[[Sequence[Resource], Sequence[LoadedFile]], Iterator[Resource]]


def assemble(files: Iterable[LoadedFile], world: World, views: ViewBuilder | None = None) -> Inventory:
    """Build the inventory of a run.

    `views` draws further resources from these: charts' values, MeshConfig, artifacts (semantics/views.py).
    """
    loaded = list(files)
    objects = [resource for file in loaded for document in file.documents for resource in _objects(document)]
    kustomizations = [resource for resource in objects if is_kustomization(resource)]
    layout = lay_out(kustomizations, [file.source.path for file in loaded])
    _place_charts(objects, layout)
    placed = [
        resource for item in objects if item.document.path not in layout.not_resources for resource in _place(item, layout, world)
    ]
    alternatives = Alternatives(_definitions(placed))
    if views is not None:
        placed.extend(views(tuple(placed), loaded))
    for resource in placed:
        resource.alternatives = alternatives
    return Inventory(placed, world, (kind for file in loaded for kind in file.templated_kinds))


_REPEATED_EVERYWHERE = frozenset(("Namespace", "ServiceAccount", "Secret", "CustomResourceDefinition"))


def _definitions(resources: Iterable[Resource]) -> Iterator[tuple[Identity, str]]:
    """The objects that files define. Those of unknown namespace may be others; Namespaces and the like are repeated by habit."""
    for resource in resources:
        if not resource.name or resource.namespace is None or resource.document.role:
            continue
        if resource.scopes == {SHARED} and resource.kind not in _REPEATED_EVERYWHERE:
            yield (resource.full_kind, resource.namespace, resource.name), resource.document.path


def _objects(document: Document) -> list[Resource]:
    if document.role:
        return [Resource(document.data, (Layer(document),), document.role, "", name="", namespace="")]
    found = from_document(document)
    if not found and isinstance(document.data, dict):  # a kustomization needs neither kind nor apiVersion
        found = [Resource(document.data, (Layer(document),), "Kustomization", "kustomize.config.k8s.io")]
    return [_with_group(resource) if is_kustomization(resource) and not resource.group else resource for resource in found]


def _with_group(kustomization: Resource) -> Resource:
    """A kustomization without apiVersion, as kustomize takes it."""
    kind, group = kustomization.kind or "Kustomization", "kustomize.config.k8s.io"
    return Resource(kustomization.data, kustomization.layers, kind, group, "", kustomization.name, kustomization.namespace)


def _place_charts(objects: Iterable[Resource], layout: Layout) -> None:
    """Make each Helm chart a scope of its own: what its templates hold is released as a whole, and perhaps never."""
    placed = list(objects)
    charts = {posixpath.dirname(item.document.path) for item in placed if item.document.role == "Chart.yaml"}
    paths = dict.fromkeys(item.document.path for item in placed) if charts else ()
    for path in paths:
        if "templates/" not in path:
            continue
        folders = path.split("/")[:-1]
        for depth, part in enumerate(folders):
            chart = "/".join(folders[:depth])
            if part == "templates" and chart in charts:
                layout.placements.setdefault(path, [Placement(f"chart {chart or '.'}", None)])


def _place(resource: Resource, layout: Layout, world: World) -> Iterator[Resource]:
    """The resource once for each namespace that some kustomization puts it in."""
    placements = layout.placements.get(resource.document.path, [])
    if is_kustomization(resource):
        placements = _own_scope(resource, layout)
    by_namespace: dict[str | None, set[str]] = {}
    if not placements:
        resource.namespace = _namespace(resource, None, world)
        yield resource
        return
    for placement in placements:
        by_namespace.setdefault(placement.namespace, set()).add(placement.scope)
    for namespace, scopes in by_namespace.items():
        yield _moved(resource, namespace, frozenset(scopes), world)


def _own_scope(resource: Resource, layout: Layout) -> list[Placement]:
    folder = posixpath.dirname(resource.document.path) or "."
    return layout.placements.get(resource.document.path) or [Placement(folder, None)]


def _moved(resource: Resource, namespace: str | None, scopes: frozenset[str], world: World) -> Resource:
    target = _namespace(resource, namespace, world)
    return Resource(
        resource.data, resource.layers, resource.kind, resource.group, resource.version, resource.name, target, scopes
    )


def _namespace(resource: Resource, placed: str | None, world: World) -> str | None:
    if resource.kind in CLUSTER_SCOPED or resource.namespace == "":
        return ""
    return placed or resource.namespace or world.default_namespace
