"""Identities of service accounts that nobody defines."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_identities import DEFAULT_TRUST_DOMAIN, Identities, Principal
from meshlint.semantics.istio_policies import values_of
from meshlint.semantics.suggestions import meant, perhaps


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each principal, of a trust domain of the mesh, whose account does not exist.

    Other files may define it, so without a complete inventory a known account has to be nearly the same, save in audits.
    """
    identities = context.shared(Identities)
    domains = identities.trust_domains or frozenset((DEFAULT_TRUST_DOMAIN,))
    for value in values_of(resource, ("principals", "notPrincipals"), "source.principal"):
        principal = Principal.parse(value.text)
        if principal is None:
            if _is_pattern(value) and not identities.matches(value.text, resource):
                yield context.finding(value, f"No identity matches '{value.text}': the rule never matches by it.")
        elif principal.trust_domain in domains and not identities.has_account(principal.namespace, principal.account):
            hint = _hint(principal, identities)
            if identities.knows_accounts(principal.namespace) and (hint or context.complete or context.is_audit):
                who = f"There is no service account '{principal.account}' in namespace '{principal.namespace}'"
                yield context.finding(value, f"{who}: '{value.text}' never matches.{hint}")


def _is_pattern(value: Value) -> bool:
    text = value.text
    return text.count("*") == 1 and text != "*" and (text.startswith("*") or text.endswith("*")) and "://" not in text


def _hint(principal: Principal, identities: Identities) -> str:
    elsewhere = identities.namespaces_of(principal.account)
    if len(elsewhere) == 1:
        return meant(f"{principal.trust_domain}/ns/{elsewhere[0]}/sa/{principal.account}")
    return perhaps(principal.account, identities.accounts_of(principal.namespace))
