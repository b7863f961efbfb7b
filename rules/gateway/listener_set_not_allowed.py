"""ListenerSets that their Gateway does not admit."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_listener_sets import parent_gateways
from meshlint.semantics.gateway_api_listeners import admits


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on the parent reference, when no variant of the Gateway admits the namespace."""
    gateways = parent_gateways(resource, context.inventory)
    blocks = [gateway.spec["allowedListeners"]["namespaces"] for gateway in gateways]
    if blocks and all(admits(block, resource.namespace, "None", context.inventory) is False for block in blocks):
        source = blocks[0]["from"].text or "None"
        message = (
            f"Gateway '{gateways[0].name}' takes listeners of namespaces by '{source}', and so not of this ListenerSet: "
            "none of its listeners exists."
        )
        yield context.finding(resource.spec["parentRef"]["name"], message, related=[(blocks[0], "what the Gateway allows")])
