"""Policies on tokens for workloads without a RequestAuthentication."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_tokens import REQUEST_AUTHENTICATION, Tokens, token_fields


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for a policy, on the first such part, where the RequestAuthentications that were read are for others.

    Where none was read in the namespace, in audits only: it may be defined elsewhere.
    """
    field = next(token_fields(resource), None)
    if field is None or resource.namespace is None or context.shared(Tokens).checked_by(resource):
        return
    if context.is_audit or context.inventory.knows_kind_in(REQUEST_AUTHENTICATION, resource.namespace):
        name = field.raw if field.path[-1] == "key" else field.path[-1]
        message = f"'{name}' comes from a checked token, and no RequestAuthentication applies here: it is always empty."
        yield context.finding(field.key, message)
