"""Overrides of ServiceProfiles that name no Service."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.linkerd_profiles import authority
from meshlint.semantics.suggestions import perhaps


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each authority in a namespace of which Services were read."""
    inventory = context.inventory
    for value in given["authorities"]:
        known = authority(value.text, inventory.world.cluster_domain)
        if known is None or value.is_templated or not inventory.knows_kind_in("Service", known.namespace):
            continue
        if not inventory.find("Service", known.service, known.namespace):
            names = [item.name for item in inventory.in_namespace("Service", known.namespace)]
            near = perhaps(known.service, names)
            message = f"There is no Service '{known.service}' in '{known.namespace}': its share of the requests fails.{near}"
            yield context.finding(value, message)
