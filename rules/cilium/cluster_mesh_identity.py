"""Meshed clusters that cannot be told apart."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.cilium_values import is_agent_chart, is_on, setting


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """A finding on the switch where name or id is missing; one on an id or a name that another cluster has too."""
    switch = next((key for key in ("clustermesh.useAPIServer", "clustermesh.config.enabled") if is_on(resource, key)), None)
    if not is_agent_chart(resource) or switch is None or resource.partial:
        return
    name, identifier = setting(resource, "cluster.name"), setting(resource, "cluster.id")
    missing = [
        key for key, absent in (("name", name.raw in (None, "", "default")), ("id", identifier.raw in (None, 0))) if absent
    ]
    if missing:
        message = f"The cluster is meshed without 'cluster.{missing[0]}': identities of the clusters collide."
        yield context.finding(setting(resource, switch), message)
        return
    yield from _shared(resource, name, identifier, context)


def _shared(resource: Resource, name: Value, identifier: Value, context: Context) -> Iterator[Finding]:
    for other in context.inventory.of("HelmValues.cilium"):
        if other is resource:
            return  # each pair is reported once, on the later of the two
        their_name, their_id = setting(other, "cluster.name"), setting(other, "cluster.id")
        if not is_agent_chart(other) or not their_name.text or name.is_templated or identifier.is_templated:
            continue
        if identifier.raw == their_id.raw and name.text != their_name.text:
            message = f"The id {identifier.raw} is also that of the cluster '{their_name.text}': their identities collide."
            yield context.finding(identifier, message, related=[(their_id, "the same id")])
            return
