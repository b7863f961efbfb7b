"""Identities of trust domains that the mesh does not know."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_identities import Identities, Principal
from meshlint.semantics.istio_policies import values_of


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each principal of a domain that is neither the mesh's nor an alias, where MeshConfig was read."""
    domains = context.shared(Identities).trust_domains
    if domains is None:
        return
    for value in values_of(resource, ("principals", "notPrincipals"), "source.principal"):
        principal = Principal.parse(value.text)
        if principal is not None and principal.trust_domain not in domains:
            known = ", ".join(f"'{domain}'" for domain in sorted(domains))
            yield context.finding(value, f"The mesh does not know the trust domain '{principal.trust_domain}', only {known}.")
