"""Kustomizations: which files are one world, in which namespace, and which are only patches.

Two overlays of one base both hold the base's objects, and are never deployed together: each root (a kustomization that no
other one includes) is a scope of its own. Source: kustomize, api/types/kustomization.go and the namespace transformer.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from meshlint.loading.relevance import KUSTOMIZATION_FILES
from meshlint.manifests.resource import Resource

GROUP = "kustomize.config.k8s.io"
_KINDS = frozenset(("Kustomization", "Component", ""))


class Placement(NamedTuple):
    """Where a kustomization puts the objects of a file: the scope (its root's folder) and the namespace it sets, if any."""

    scope: str
    namespace: str | None


class Layout(NamedTuple):
    """What the kustomizations of a run say about files. Paths are those of the documents."""

    placements: dict[str, list[Placement]]
    not_resources: set[str]  # patches, and files that generators only read


def is_kustomization(resource: Resource) -> bool:
    """Whether this is a kustomization file (Flux's Kustomization is another kind of another group)."""
    if resource.kind not in _KINDS or resource.group not in (GROUP, ""):
        return False
    return posixpath.basename(resource.document.path) in KUSTOMIZATION_FILES


def lay_out(kustomizations: Iterable[Resource], files: Iterable[str]) -> Layout:
    """Work out placements. `kustomizations` are the kustomization files, `files` all file names that were read."""
    by_folder = {posixpath.dirname(item.document.path): item for item in kustomizations}
    known = set(files)
    layout = Layout({}, set())
    listed: set[str] = set()
    included: set[str] = set()
    children: dict[str, list[str]] = {}
    for folder, kustomization in by_folder.items():
        entries = [_join(folder, entry) for entry in _entries(kustomization)]
        children[folder] = entries
        included.update(entry for entry in entries if entry in by_folder and entry != folder)
        listed.update(entry for entry in entries if entry in known)
        layout.not_resources.update(_join(folder, path) for path in _read_only_files(kustomization))
    layout.not_resources.difference_update(listed)
    roots = [folder for folder in sorted(by_folder) if folder not in included] or sorted(by_folder)
    for root in roots:
        for file, namespace in _reach(root, by_folder, children, None, frozenset()):
            placement = Placement(root or ".", namespace)
            placements = layout.placements.setdefault(file, [])
            if placement not in placements:
                placements.append(placement)
    return layout


def _reach(
    folder: str, by_folder: dict[str, Resource], children: dict[str, list[str]], outer: str | None, seen: frozenset[str]
) -> Iterator[tuple[str, str | None]]:
    """Files below a kustomization, with the namespace that the outermost kustomization on the way sets."""
    if folder in seen:
        return
    namespace = outer or by_folder[folder].at("namespace").text or None
    for entry in children[folder]:
        if entry in by_folder:
            yield from _reach(entry, by_folder, children, namespace, seen | {folder})
        else:
            yield entry, namespace


def _entries(kustomization: Resource) -> Iterator[str]:
    for key in ("resources", "bases", "components", "crds"):
        for item in kustomization.at(key).items():
            if item.text and "://" not in item.text:
                yield item.text


def _read_only_files(kustomization: Resource) -> Iterator[str]:
    """Files that a kustomization reads without making them objects: patches, transformers' settings, generators' inputs."""
    for key in ("patches", "patchesJson6902", "replacements"):
        for item in kustomization.at(key).items():
            if item["path"].text:
                yield item["path"].text
    for key in ("patchesStrategicMerge", "configurations", "transformers", "generators", "validators"):
        for item in kustomization.at(key).items():
            if item.text and "\n" not in item.text:
                yield item.text
    for key in ("configMapGenerator", "secretGenerator"):
        for generator in kustomization.at(key).items():
            for item in generator["files"].items():
                if item.text:
                    yield item.text.rpartition("=")[2]


def _join(folder: str, entry: str) -> str:
    return posixpath.normpath(posixpath.join(folder, entry)) if entry not in (".", "./") else folder
