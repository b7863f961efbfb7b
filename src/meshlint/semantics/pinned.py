"""The releases that the scanned files themselves pin."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.semantics.places import OncePerPlace
from meshlint.semantics.release import Release

_PINNED_CLASSES = ("exact", "prerelease", "partial")
_ROLES = ("control-plane", "data-plane", "cni", "umbrella", "operator")


class PinnedReleases:
    """What the files pin, per product. Looked up once for each product and part of the tree."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._pins: dict[str, list[tuple[Release, Resource]]] = {}  # by product, the lowest first
        self._beside = OncePerPlace(self._lowest)

    def release(self, product: str, beside: Resource | None = None) -> Release | None:
        """The lowest release of a product that the files pin: what is right for it is right for all of them.

        What can be in one cluster with `beside` counts before all else.
        """
        pins = self._pins.get(product)
        if pins is None:
            pins = self._pins[product] = sorted(_pins(self._inventory, product), key=itemgetter(0))
        if not pins:
            return None
        return pins[0][0] if beside is None else self._beside(beside, product)

    def _lowest(self, beside: Resource, product: str) -> Release:
        pins = self._pins[product]
        return next((release for release, resource in pins if resource.shares_scope(beside)), pins[0][0])


def _pins(inventory: Inventory, product: str) -> Iterator[tuple[Release, Resource]]:
    for source in inventory.of("ChartSource.artifact"):
        if source.at("product").raw == product and source.at("role").raw in _ROLES and source.at("class").raw in _PINNED_CLASSES:
            yield from _parsed(source, source.at("version").text)
    if product == "istio":
        for operator in inventory.of("IstioOperator.install.istio.io"):
            tag = operator.at("spec", "tag")
            yield from _parsed(operator, tag.text or tag.source_text)


def _parsed(resource: Resource, text: str) -> Iterator[tuple[Release, Resource]]:
    release = Release.parse(text)
    if release is not None:
        yield release, resource
