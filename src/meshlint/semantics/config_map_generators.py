"""ConfigMaps that kustomize generates from files: which file holds a key.

Source: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/configmapgenerator/. The suffix that kustomize
adds to the name is also put into the references of kinds that it knows, so that the plain name finds it.
"""

from __future__ import annotations

from collections.abc import Sequence

from meshlint.manifests.resource import Resource


class GeneratedConfigMaps:
    """The `configMapGenerator` entries of a run, by the name that they give."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self._files: dict[tuple[str, str], list[tuple[Resource, str]]] = {}
        for resource in resources:
            if resource.kind in ("Kustomization", "Component"):
                self._read(resource)

    def _read(self, kustomization: Resource) -> None:
        for generator in kustomization.at("configMapGenerator").items():
            for item in generator["files"].items():
                key, equals, file = item.text.partition("=")
                if not equals:
                    key, file = item.text.rpartition("/")[2], item.text
                self._files.setdefault((generator["name"].text, key), []).append((kustomization, file))

    def file(self, name: str, key: str, beside: Resource) -> tuple[str, str] | None:
        """The kustomization and the file, relative to it, behind a key of a ConfigMap that `beside` refers to."""
        for kustomization, file in self._files.get((name, key), ()):
            if kustomization.shares_scope(beside):
                return kustomization.document.path, file
        return None
