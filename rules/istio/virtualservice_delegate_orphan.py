"""Delegates that no root names."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource
from meshlint.semantics.istio_routes import VIRTUAL_SERVICE, Delegation, http_routes


class _Roots:
    """Whether the files hold roots at all, and roots whose delegate is a placeholder."""

    def __init__(self, inventory: Inventory, _: object) -> None:
        entries = [entry for item in inventory.of(VIRTUAL_SERVICE) for entry in http_routes(item) if entry["delegate"]]
        self.exist = bool(entries)
        self.are_open = any(entry.get("delegate", key).is_templated for entry in entries for key in ("name", "namespace"))


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding, on the name."""
    if not resource.spec.mapping or resource.at("spec", "hosts"):
        return
    roots = context.shared(_Roots)
    if roots.are_open or not (roots.exist or context.complete):
        return
    if not context.shared(Delegation).roots(resource):
        yield context.finding(
            resource.at("metadata", "name"), "No root delegates to this VirtualService: its routes have no effect."
        )
