"""Which images of a mesh the values of its charts choose, and those of an IstioOperator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.image_reference import ImageReference
from meshlint.semantics.image_views import facts, image_view, reference_facts, tag_facts
from meshlint.semantics.mesh_artifacts import ImageValues, MeshImage, image, image_values
from meshlint.semantics.version_strings import Release, VersionClass, is_templated

_CHART_OF = {"InjectorValues": "istiod"}
_OPERATOR = ImageValues(
    hubs=(("global", "hub"), ("pilot", "hub"), ("cni", "hub"), ("ztunnel", "hub")),
    tags=(("global", "tag"), ("pilot", "tag"), ("cni", "tag"), ("ztunnel", "tag")),
    images=(
        ("pilot", "image"),
        ("cni", "image"),
        ("ztunnel", "image"),
        ("global", "proxy", "image"),
        ("global", "proxy_init", "image"),
    ),
    blocks=(),
    repository_key="repository",
    tag_key="tag",
)
"""What `spec.values` of an IstioOperator may hold: the values of all of Istio's charts."""


def value_images(values: Resource) -> Iterator[Resource]:
    """The images that the values of a chart name; `values` is a view `HelmValues.<mesh>` or `InjectorValues.istio`."""
    chart = _CHART_OF.get(values.kind, values.name)
    owner = values.layers[0].owner
    from_operator = owner is not None and owner.kind == "IstioOperator"
    known = _OPERATOR if from_operator else image_values(chart)
    if known is not None and values.kind in ("HelmValues", "InjectorValues"):
        mesh = "istio" if values.kind == "InjectorValues" else values.group
        yield from _named(values, values.root, known, mesh, chart, "operator" if from_operator else "values")


def operator_images(operator: Resource) -> Iterator[Resource]:
    """The hubs and tags of an IstioOperator and its components; its `spec.values` are a view of their own."""
    spec = operator.spec
    yield from _tag(operator, spec["tag"], "istio", "istiod", "operator", empty_is_default=False)
    yield from _hub(operator, spec["hub"], "istio", "operator")
    for _, component in spec["components"].entries():
        for holder in (component, *component.items()):
            yield from _tag(operator, holder["tag"], "istio", "istiod", "operator")
            yield from _hub(operator, holder["hub"], "istio", "operator")


def _named(values: Resource, root: Value, known: ImageValues, mesh: str, chart: str, carrier: str) -> Iterator[Resource]:
    for keys in known.hubs:
        yield from _hub(values, root.get(*keys), mesh, carrier)
    for keys in known.tags:
        yield from _tag(values, root.get(*keys), mesh, chart, carrier, empty_is_default=keys != ("global", "tag"))
    for keys in known.images:
        yield from _image(values, root.get(*keys), mesh, carrier)
    for keys in known.blocks:
        yield from _block(values, root.get(*keys), known, mesh, carrier)


def _hub(values: Resource, hub: Value, mesh: str, carrier: str) -> Iterator[Resource]:
    """A registry path that images are taken from. Only where it is no release is there anything to say of it alone."""
    known = image(f"{hub.text.rstrip('/')}/pilot") if hub.text and not hub.is_templated else None
    if known is not None and known.origin:
        found = tag_facts(Value(values, hub.path, None)) | {"reference": hub.text, "repository": hub.text}
        yield image_view(values, hub, facts(carrier, MeshImage(mesh, "hub", "hub", False, known.origin), _dotted(hub), found))


def _tag(values: Resource, tag: Value, mesh: str, chart: str, carrier: str, empty_is_default: bool = True) -> Iterator[Resource]:
    if not tag or (tag.raw == "" and empty_is_default):
        return
    found = tag_facts(tag)
    found["moving"] = found["moving"] or found["class"] == VersionClass.ABSENT.value
    found["chartVersion"] = values.version if values.kind == "HelmValues" else ""
    found["otherRelease"] = _other_release(str(found["tag"]), str(found["chartVersion"]))
    known = MeshImage(mesh, chart, "control-plane", True, "")
    yield image_view(values, tag, facts(carrier, known, _dotted(tag), found))


def _other_release(tag: str, chart_version: str) -> bool:
    """Whether a tag and a chart's version, both in full, name different releases; flavours of one are the same."""
    named, pinned = Release.parse(tag), Release.parse(chart_version)
    return named is not None and pinned is not None and min(named.parts, pinned.parts) == 3 and named != pinned


def _image(values: Resource, value: Value, mesh: str, carrier: str) -> Iterator[Resource]:
    """A full reference; a bare name is completed by hub and tag."""
    reference = ImageReference.parse(value.text) if "/" in value.text or ":" in value.text else None
    if reference is not None and (mesh != "linkerd" or reference.tag):  # Linkerd's charts always add a version
        name = reference.repository.rpartition("/")[2]
        known = image(value.text) or MeshImage(mesh, name, "control-plane", False, "")
        yield image_view(values, value, facts(carrier, known, _dotted(value), reference_facts(reference)))


def _block(values: Resource, block: Value, known: ImageValues, mesh: str, carrier: str) -> Iterator[Resource]:
    """A mapping of repository and tag, with what Cilium's charts add: digest, useDigest, and override in place of all."""
    if not block.mapping:
        return
    override = block["override"].text
    if override and not is_templated(override):
        reference = ImageReference.parse(override)
        if reference is not None:
            yield image_view(values, block["override"], _override_facts(block, reference, mesh, carrier))
        return
    tag, repository = block[known.tag_key], block[known.repository_key].text
    if not tag.exists and not repository:
        return
    digests = [value.text for key, value in block.entries() if key.lower().endswith("digest") and key != "useDigest"]
    digest = next((text for text in digests if text), "")
    found = tag_facts(tag) | {"repository": repository, "digest": digest}
    uses_digest = block["useDigest"].raw is not False
    if digest and uses_digest:
        found["class"], found["moving"] = VersionClass.DIGEST.value, False
    found["chartDigest"] = mesh == "cilium" and uses_digest and not digests
    found["emptyTag"] = tag.raw == ""
    found["chartVersion"] = values.version
    found["redundant"] = bool(values.version) and str(found["tag"]).removeprefix("v") == values.version.removeprefix("v")
    image_known = image(repository) or MeshImage(mesh, ".".join(str(step) for step in block.path), "control-plane", False, "")
    at = tag if tag.exists else block[known.repository_key]
    yield image_view(values, at, facts(carrier, image_known, _dotted(at), found))


def _override_facts(block: Value, reference: ImageReference, mesh: str, carrier: str) -> dict[str, Any]:
    known = image(str(reference)) or MeshImage(mesh, reference.repository.rpartition("/")[2], "control-plane", False, "")
    return facts(carrier, known, _dotted(block["override"]), reference_facts(reference) | {"override": True})


def _dotted(value: Value) -> str:
    return ".".join(str(step) for step in value.path)
