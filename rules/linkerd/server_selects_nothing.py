"""Servers whose selector matches no pod template of their namespace."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value, is_placeholder
from meshlint.semantics.linkerd_policies import Servers


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding a Server, where workloads of its namespace were read."""
    if resource.namespace is None or not any(
        item.namespace == resource.namespace and item.resource.shares_scope(resource)
        for item in context.inventory.workloads_in(resource.namespace)
    ):
        return
    for selector in given["selector"]:
        if selector.mapping and not _has_placeholder(selector) and not context.shared(Servers).selected(resource):
            yield context.finding(selector.key, "No pod of the namespace carries these labels: the Server protects nothing.")


def _has_placeholder(selector: Value) -> bool:
    labels = selector["matchLabels"].mapping
    return any(is_placeholder(str(item)) for pair in labels.items() for item in pair)
