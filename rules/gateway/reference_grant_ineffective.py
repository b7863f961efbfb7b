"""Grants that nearly permit a reference which is refused."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_grants import Crossings, difference, permits


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for a grant that permits no reference which was read, and misses one of them by a field."""
    if not resource.namespace:
        return
    crossings = context.shared(Crossings)
    references = crossings.into(resource)
    if any(permits(resource, reference) for reference in references):
        return
    for reference in references:
        missed = difference(resource, reference) if crossings.is_refused(reference) else None
        if missed is not None:
            found = f"'{missed.value.text}'" if missed.value else "nothing"
            source = reference.source
            message = (
                f"The grant has {found} as '{missed.field}' where {source.kind} '{source.namespace}/{source.name}' "
                f"needs '{missed.wanted}', so that its reference to '{reference.name}' is refused."
            )
            yield context.finding(missed.value, message, related=[(reference.value, "the reference that is refused")])
            return
