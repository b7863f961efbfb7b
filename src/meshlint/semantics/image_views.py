"""Which image of a mesh is run, wherever it is named: in containers, annotations, IstioOperators and kustomizations.

Values of charts have their own module, value_images.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from meshlint.manifests.resource import Layer, Resource
from meshlint.manifests.value import Value
from meshlint.manifests.workloads import workload_of
from meshlint.semantics.image_mentions import LINKERD_VERSIONS, may_be_of_mesh
from meshlint.semantics.image_overrides import Overrides
from meshlint.semantics.image_reference import ImageReference
from meshlint.semantics.mesh_artifacts import MeshImage, image
from meshlint.semantics.version_strings import (
    VersionClass,
    classify_image_tag,
    is_number,
    is_prerelease_build,
    loses_digits,
    version_text,
)


def container_images(resource: Resource, overrides: Overrides) -> Iterator[Resource]:
    """The mesh images that the containers of a workload name."""
    workload = workload_of(resource)
    if workload is None:
        return
    for container in (*workload.containers(), *workload.pod_spec["ephemeralContainers"].items()):
        value = container["image"]
        if not may_be_of_mesh(value.text):
            continue
        reference, known = ImageReference.parse(value.text), image(value.text)
        if reference is not None and known is not None and not overrides.cover(reference.name, resource):
            yield image_view(resource, value, facts("container", known, "reference", reference_facts(reference)))


def linkerd_annotations(resource: Resource) -> Iterator[Resource]:
    """The versions that annotations of a pod template or a namespace choose for Linkerd's images."""
    workload = None if resource.kind == "Namespace" else workload_of(resource)
    if workload is None and resource.kind != "Namespace":
        return
    holder = (resource.root if workload is None else workload.template).get("metadata", "annotations")
    for key, name in LINKERD_VERSIONS.items() if holder.mapping else ():
        value = holder[key]
        if value:
            known = MeshImage("linkerd", name, "data-plane", name == "proxy", "")
            yield image_view(resource, value, facts("annotation", known, key, tag_facts(value)))


def kustomize_images(resource: Resource) -> Iterator[Resource]:
    """The mesh images whose tag, digest or name a kustomization replaces."""
    for entry in resource.at("images").items():
        name, renamed = entry["name"].text, entry["newName"].text
        known = image(renamed) or image(name)
        if known is not None:
            tag = entry["newTag"]
            found = tag_facts(tag) | {"repository": renamed or name, "digest": entry["digest"].text}
            if found["digest"]:
                found["class"] = VersionClass.DIGEST.value
            yield image_view(resource, tag if tag else entry["name"], facts("kustomize", known, "newTag", found))


def reference_facts(reference: ImageReference) -> dict[str, Any]:
    """What a full image reference says; without tag and digest it means `latest`."""
    version_class = VersionClass.DIGEST if reference.digest else classify_image_tag(reference.tag)
    return {
        "reference": str(reference),
        "repository": reference.name,
        "tag": reference.tag,
        "digest": reference.digest,
        "class": version_class.value,
        "moving": version_class.floating or version_class is VersionClass.ABSENT,
        "prerelease": version_class is VersionClass.PRERELEASE and is_prerelease_build(reference.tag),
        "number": False,
        "lossy": False,
        "parsed": "",
    }


def tag_facts(value: Value) -> dict[str, Any]:
    """What a tag in a field of its own says; an absent one leaves the default, which is pinned with its chart."""
    written = value.source_text if is_number(value.raw) else None
    text = version_text(value.raw, written) if not isinstance(value.raw, (dict, list)) else ""
    version_class = classify_image_tag(text)
    return {
        "reference": text,
        "repository": "",
        "tag": text,
        "digest": "",
        "class": version_class.value,
        "moving": version_class.floating,
        "prerelease": version_class is VersionClass.PRERELEASE and is_prerelease_build(text),
        "number": written is not None,
        "lossy": written is not None and loses_digits(value.raw, written),
        "parsed": str(value.raw),
    }


def facts(carrier: str, known: MeshImage, field: str, found: dict[str, Any]) -> dict[str, Any]:
    """The data of an `ImageReference.artifact`."""
    return {
        "carrier": carrier,  # container, annotation, kustomize, operator or values
        "mesh": known.mesh,
        "image": known.name,
        "role": known.role,
        "origin": known.origin,
        "field": field,
        **found,
    }


def image_view(resource: Resource, at: Value, data: dict[str, Any]) -> Resource:
    """The resource that rules see. All of its facts are written at one value, whose layer says in which file."""
    layer = at.resource.layer_of(at.path)
    path = layer.written_at(at.path)
    owner = None if layer.document.role else layer.owner or resource
    written = Layer(layer.document, path, owner, dict.fromkeys(data, path))
    name = str(data["image"])
    return Resource(
        data, (written,), "ImageReference", "artifact", name=name, namespace=resource.namespace, scopes=resource.scopes
    )
