"""Which images kustomizations give another tag or digest."""

from __future__ import annotations

from collections.abc import Sequence

from meshlint.manifests.resource import Resource


class Overrides:
    """Which images kustomizations give another tag or digest, and in which scopes."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self._scopes: dict[str, frozenset[str]] = {}
        for resource in resources:
            if resource.kind in ("Kustomization", "Component"):
                for entry in resource.at("images").items():
                    name = entry["name"].text
                    if name and (entry["newTag"] or entry["digest"]):
                        self._scopes[name] = self._scopes.get(name, frozenset()) | resource.scopes

    def cover(self, name: str, resource: Resource) -> bool:
        """Whether every kustomization that deploys a resource replaces the tag of this image, which then says nothing."""
        return resource.scopes <= self._scopes.get(name, frozenset())
