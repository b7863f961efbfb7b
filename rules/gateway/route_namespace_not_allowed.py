"""Parents of which no listener takes routes from the namespace of the route."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_attachment import Attachment
from meshlint.semantics.gateway_api_listeners import Listener


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each parent reference, with the listener that comes nearest."""
    attachment = context.shared(Attachment)
    for bond in attachment.refused(resource, lambda listener: attachment.admits(listener, resource)):
        listener = bond.named[0]
        message = (
            f"{bond.owner.kind} '{bond.owner.name}' takes no routes from namespace '{resource.namespace}', "
            f"so that this one is refused: listener '{listener.name}' {_admitted(listener)}."
        )
        related = [(listener.value, "this listener decides whose routes it takes")]
        yield context.finding(bond.parent.value["name"], message, related=related)


def _admitted(listener: Listener) -> str:
    block = listener.value.get("allowedRoutes", "namespaces")
    if block["from"].text == "Selector":
        return "selects namespaces by labels that it does not have" if block["selector"] else "has no selector"
    if block["from"].text == "None":
        return "takes none at all"
    where = f" ('{listener.owner.namespace}')" if listener.owner.namespace else ""
    return f"takes those of its own namespace only{where}"
