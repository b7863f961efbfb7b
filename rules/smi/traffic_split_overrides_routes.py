"""TrafficSplits for Services that have routes, or annotations of their own."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.linkerd_retries import AttachedRoutes
from meshlint.semantics.quantities import quantity
from meshlint.semantics.smi_splits import Splits, backends

_OVERRULED = ("retry.linkerd.io/", "timeout.linkerd.io/", "balancer.linkerd.io/")


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each split with a weight, on its root."""
    splits = context.shared(Splits)
    if not any((quantity(item["weight"].raw) or 0) > 0 for item in backends(resource)):
        return
    root = resource.spec["service"]
    for service in splits.services(root):
        overruled = _overruled(service, resource, context)
        if overruled is not None:
            what, place = overruled
            message = f"The split becomes a ServiceProfile of '{root.text}', under which {what} has no effect."
            yield context.finding(root, message, related=[(place, "This has no effect.")])
            return


def _overruled(service: Resource, split: Resource, context: Context) -> tuple[str, Value] | None:
    """What the split overrules: two objects conflict only where both can be in the cluster at the same time."""
    for route, parent in context.shared(AttachedRoutes).of(service):
        if route.shares_scope(split):
            return f"the {route.kind} '{route.name}'", parent.value
    if not service.shares_scope(split):
        return None
    for key, value in service.at("metadata", "annotations").entries():
        if str(key).startswith(_OVERRULED):
            return f"the annotation '{key}'", value
    return None
