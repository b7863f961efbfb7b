"""Targets of AuthorizationPolicies that are not among what was read of their namespace."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_routes import HTTP_ROUTE, LINKERD_HTTP_ROUTE
from meshlint.semantics.linkerd_policies import INBOUND_ROUTES, SERVER, reference_kind
from meshlint.semantics.suggestions import perhaps

_OTHER_GROUP = {HTTP_ROUTE: LINKERD_HTTP_ROUTE, LINKERD_HTTP_ROUTE: HTTP_ROUTE}


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding a policy, on the name of its target."""
    target = resource.spec["targetRef"]
    kind, name = reference_kind(target), target["name"]
    if kind not in (SERVER, *INBOUND_ROUTES) or not name.text or name.is_templated:
        return
    inventory = context.inventory
    if inventory.find(kind, name.text, resource.namespace):
        return
    other = _OTHER_GROUP.get(kind, "")
    namesakes = inventory.find(other, name.text, resource.namespace) if other else []
    if namesakes:
        message = f"The HTTPRoute '{name.text}' is of the group '{namesakes[0].group}': the policy authorises nothing."
        yield context.finding(target["group"], message)
    elif inventory.knows_kind_in(kind, resource.namespace):
        names = [item.name for item in inventory.in_namespace(kind, resource.namespace)]
        message = (
            f"There is no {target['kind'].text} '{name.text}' here, and the policy authorises nothing.{perhaps(name.text, names)}"
        )
        yield context.finding(name, message)
