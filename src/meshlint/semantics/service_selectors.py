"""Which Services lead to a pod."""

from __future__ import annotations

from collections.abc import Mapping

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_policies import SelectorIndex


class ServiceSelectors:
    """The Services of a run by what they select. One instance: `context.shared(ServiceSelectors)`."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._index = SelectorIndex(inventory.of("Service"), _selector)

    def services_of(self, labels: Mapping[str, str], namespace: str | None, beside: Resource) -> list[Resource]:
        """The Services of a namespace that select pods with these labels, as `beside` sees them."""
        return [service for service in self._index.selecting(labels, namespace) if service.shares_scope(beside)]


def _selector(service: Resource) -> Value:
    return service.at("spec", "selector")
