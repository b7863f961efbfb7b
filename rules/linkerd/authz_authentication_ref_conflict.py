"""Authentications that cannot be required together."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value

_SORTS = {"meshtlsauthentication": "identity", "serviceaccount": "identity", "networkauthentication": "network"}


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each authentication of a sort after the first."""
    first: dict[str, Value] = {}
    for reference in resource.spec["requiredAuthenticationRefs"].items():
        sort = _SORTS.get(reference["kind"].text.lower())
        if sort is not None and first.setdefault(sort, reference) is not reference:
            message = f"Another {sort} is required already, and the webhook refuses a policy with two."
            yield context.finding(reference, message, related=[(first[sort], "The first one.")])
