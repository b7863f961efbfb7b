"""What is taken from the git repository of a mesh project, and at which revision: by Argo CD, Flux and kustomize."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from meshlint.manifests.resource import Layer, Resource
from meshlint.manifests.value import Value
from meshlint.semantics.git_location import Form
from meshlint.semantics.mesh_artifacts import MeshRepository, git_repository
from meshlint.semantics.version_strings import VersionClass, classify_chart_version, classify_git_ref, version_text

_REMOTE_FIELDS = ("resources", "bases", "components", "crds")
_MOVING = frozenset({VersionClass.BRANCH, VersionClass.KEYWORD, VersionClass.WILDCARD, VersionClass.RANGE, VersionClass.PARTIAL})


def argo_sources(resource: Resource) -> Iterator[Resource]:
    """The git sources of an Application, or of an ApplicationSet's template; without a revision it is HEAD."""
    spec = resource.spec if resource.kind == "Application" else resource.at("spec", "template", "spec")
    for source in (spec["source"], *spec["sources"].items()):
        known = git_repository(source["repoURL"].text) if source["repoURL"].text and not source["chart"].text else None
        if known is not None:
            revision = source["targetRevision"]
            at = revision if revision.exists else source["repoURL"]
            text = _written(revision)
            data = _data("Argo CD", known, source["repoURL"].text, text, classify_git_ref(text))
            yield _view(resource, at, data | {"valuesFor": _lends_values(source["ref"].text, spec)})


def _lends_values(name: str, spec: Value) -> str:
    """The chart that takes files of values from a source of this name, `$name/values.yaml`; "" without one."""
    for source in spec["sources"].items():
        for file in source.get("helm", "valueFiles").items():
            if name and file.text.startswith(f"${name}/"):
                return source["chart"].text
    return ""


def flux_repository(resource: Resource) -> Iterator[Resource]:
    """A GitRepository; of its reference, commit comes before name, semver, tag and branch; the default is `master`.

    Source: https://fluxcd.io/flux/components/source/gitrepositories/#reference.
    """
    url = resource.at("spec", "url")
    known = git_repository(url.text) if url.text else None
    if known is None:
        return
    for key in ("commit", "name", "semver", "tag", "branch"):
        value = resource.at("spec", "ref", key)
        text = _written(value)
        if text:
            yield _view(resource, value, _data("Flux", known, url.text, text, _flux_class(key, text)))
            return
    yield _view(resource, url, _data("Flux", known, url.text, "", VersionClass.ABSENT))


def kustomize_remotes(resource: Resource) -> Iterator[Resource]:
    """What a kustomization fetches from a mesh project: by git, as a file at a revision, or from a release."""
    for field in _REMOTE_FIELDS:
        for item in resource.at(field).items():
            known = git_repository(item.text) if "/" in item.text else None
            if known is not None:
                yield _view(resource, item, _data("kustomize", known, item.text, *location_revision(known)))


def location_revision(known: MeshRepository) -> tuple[str, VersionClass]:
    """The revision that a location names, and its class. What is attached to a release is fixed, but for the latest one."""
    ref, form = known.location.ref or "", known.location.form
    if form in (Form.RELEASE, Form.LOOKUP):
        found = VersionClass.KEYWORD if ref == "latest" else VersionClass.TAG if ref else VersionClass.ABSENT
        return ref, found
    return ref, classify_git_ref(ref)


def is_moving(found: VersionClass) -> bool:
    """Whether a revision of this class names something else tomorrow; what is absent is the default branch."""
    return found in _MOVING or found is VersionClass.ABSENT


def _flux_class(key: str, text: str) -> VersionClass:
    named = {"commit": VersionClass.SHA, "tag": VersionClass.TAG, "branch": VersionClass.BRANCH}
    general = classify_git_ref(text)
    if general is VersionClass.TEMPLATED or key == "name":
        return general
    return classify_chart_version(text) if key == "semver" else named[key]


def _data(tool: str, known: MeshRepository, url: str, ref: str, found: VersionClass) -> dict[str, Any]:
    return {
        "tool": tool,
        "mesh": known.mesh,
        "repository": known.location.repository,
        "url": url,
        "path": known.location.path,
        "form": known.location.form.value,  # clone, file, release or lookup
        "ref": ref,
        "class": found.value,
        "moving": is_moving(found),
    }


def _written(value: Value) -> str:
    return version_text(value.raw, value.source_text) if isinstance(value.raw, (str, int, float)) else ""


def _view(resource: Resource, at: Value, data: dict[str, Any]) -> Resource:
    layer = resource.layers[0]
    path = layer.prefix + at.path
    owner = None if layer.document.role else resource
    return Resource(
        data,
        (Layer(layer.document, path, owner, dict.fromkeys(data, path)),),
        "GitSource",
        "artifact",
        name=str(data["repository"]),
        namespace=resource.namespace,
        scopes=resource.scopes,
    )
