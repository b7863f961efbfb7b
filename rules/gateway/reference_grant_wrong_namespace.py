"""Grants that lie where they have no effect."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_grants import Crossings


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on the grant's own namespace, or on the `from` entry that means it the wrong way round."""
    if not resource.namespace:
        return
    sources = [item["namespace"] for item in resource.spec["from"].items()]
    if sources and all(source.text == resource.namespace for source in sources):
        message = (
            f"The grant admits '{resource.namespace}' to itself, which needs no grant: it belongs beside what is referred to."
        )
        yield context.finding(sources[0], message)
        return
    crossings = context.shared(Crossings)
    for source in sources:
        leaving = (item for item in crossings.out_of(resource) if item.namespace == source.text)
        refused = next((item for item in leaving if crossings.is_refused(item)), None)
        if refused is not None:
            message = (
                f"References from '{resource.namespace}' to '{source.text}' are refused, and this grant admits the reverse: "
                f"it belongs in '{source.text}'."
            )
            yield context.finding(source, message, related=[(refused.value, "a reference that is refused")])
            return
