"""RequestAuthentications that no AuthorizationPolicy builds on."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_policies import AUTHORIZATION_POLICY
from meshlint.semantics.istio_tokens import Tokens


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a policy that checks tokens, where no AuthorizationPolicy that was read asks for them.

    Silent where routes use the claims. Where no AuthorizationPolicy of the namespace was read, in audits only.
    """
    tokens = context.shared(Tokens)
    if resource.namespace is None or tokens.routes_by_claims or tokens.asked_by(resource):
        return
    if context.is_audit or context.inventory.knows_kind_in(AUTHORIZATION_POLICY, resource.namespace):
        for rules in given["rules"]:
            if isinstance(rules.raw, list) and rules.raw:
                yield context.finding(rules.key, "No AuthorizationPolicy asks for a token here: requests without one pass.")
