"""Delegations that lose routes."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_delegates import dropped, is_hidden, would_be_read
from meshlint.semantics.istio_routes import Delegation


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each route of a root, at the delegate's name."""
    hosts = list(resource.at("spec", "hosts").items())
    for route in given["routes"]:
        name = route.get("delegate", "name")
        if not name.text or name.is_templated or route.get("delegate", "namespace").is_templated:
            continue
        found = context.shared(Delegation).delegates(route)
        if not hosts:
            yield context.finding(name, "A delegate cannot delegate again: Istio drops this route.")
        elif found:
            yield from _taken(route, name, found, context)
        elif would_be_read(route, context.inventory):
            yield context.finding(name, f"No VirtualService '{_full(route)}' exists: Istio drops this route.")


def _full(route: Value) -> str:
    namespace = route.get("delegate", "namespace").text or route.resource.namespace
    name = route.get("delegate", "name").text
    return f"{namespace}/{name}" if namespace else name


def _taken(route: Value, name: Value, found: list[Resource], context: Context) -> Iterator[Finding]:
    delegate = found[0]
    if len(found) > 1:
        return
    hosts = delegate.at("spec", "hosts")
    if list(hosts.items()):
        message = f"{delegate.full_name} has hosts, so that it is no delegate: Istio drops this route."
        yield context.finding(name, message, related=[(hosts, "its hosts")])
    elif is_hidden(delegate, route.resource):
        message = f"{delegate.full_name} is not exported to '{route.resource.namespace}': Istio drops this route."
        yield context.finding(name, message, related=[(delegate.at("spec", "exportTo"), "where it is exported to")])
    else:
        for entry in dropped(route, delegate):
            message = f"A route of {delegate.full_name} matches nothing that this route hands over: Istio drops it."
            yield context.finding(name, message, related=[(entry, "the route that is dropped")])
