"""The releases that the scanned files themselves pin."""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.semantics.release import Release

_PINNED_CLASSES = ("exact", "prerelease", "partial")
_ROLES = ("control-plane", "data-plane", "cni", "umbrella", "operator")


class PinnedReleases:
    """What the files pin, per product. Looked up once for each product and part of the tree."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._pins: dict[str, list[tuple[Resource, Release]]] = {}
        self._pinning: dict[str, frozenset[str]] = {}  # product to the files that pin it
        self._known: dict[tuple[object, ...], Release] = {}

    def release(self, product: str, beside: Resource | None = None) -> Release | None:
        """The lowest release of a product that the files pin: what is right for it is right for all of them.

        What can be in one cluster with `beside` counts before all else.
        """
        pins = self._pins.get(product)
        if pins is None:
            pins = self._pins[product] = list(_pins(self._inventory, product))
            self._pinning[product] = frozenset(resource.document.path for resource, _ in pins)
        if not pins or beside is None:
            return min((release for _, release in pins), default=None)
        path, alternatives = beside.document.path, beside.alternatives
        own = path if path in self._pinning[product] else ""
        key = (product, beside.scopes, alternatives and alternatives.place(path), own)
        if key not in self._known:
            near = [release for resource, release in pins if resource.shares_scope(beside)]
            self._known[key] = min(near or [release for _, release in pins])
        return self._known[key]


def _pins(inventory: Inventory, product: str) -> Iterator[tuple[Resource, Release]]:
    for source in inventory.of("ChartSource.artifact"):
        if source.at("product").raw == product and source.at("role").raw in _ROLES and source.at("class").raw in _PINNED_CLASSES:
            yield from _parsed(source, source.at("version").text)
    if product == "istio":
        for operator in inventory.of("IstioOperator.install.istio.io"):
            tag = operator.at("spec", "tag")
            yield from _parsed(operator, tag.text or tag.source_text)


def _parsed(resource: Resource, text: str) -> Iterator[tuple[Resource, Release]]:
    release = Release.parse(text)
    if release is not None:
        yield resource, release
