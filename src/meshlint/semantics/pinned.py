"""The releases that the scanned files themselves pin."""

from __future__ import annotations

from typing import Any

from meshlint.manifests.inventory import Inventory
from meshlint.semantics.targets import Release


def pinned_release(inventory: Inventory, product: str, beside: Any) -> Release | None:
    """The lowest release of a product that the files pin: judged by it, a configuration is right for all of them.

    Where `beside` is a resource, what its own scope pins counts before all else.
    """
    found = [(resource, release) for resource, release in _pins(inventory, product)]
    if beside is not None:
        near = [release for resource, release in found if resource.shares_scope(beside)]
        if near:
            return min(near)
    return min((release for _, release in found), default=None)


def _pins(inventory: Inventory, product: str) -> list[tuple[Any, Release]]:
    pins = []
    if product == "istio":
        for operator in inventory.of("IstioOperator.install.istio.io"):
            release = Release.parse(str(operator.at("spec", "tag").raw or ""))
            if release is not None:
                pins.append((operator, release))
    return pins
