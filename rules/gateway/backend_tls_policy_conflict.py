"""BackendTLSPolicies that claim the same Service or port."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_policies import TLSPolicies


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each target that another policy of the namespace has, with the same section."""
    for target, other in context.shared(TLSPolicies).conflicts(resource):
        section = target["sectionName"].text
        what = f"port '{section}' of '{target['name'].text}'" if section else f"'{target['name'].text}'"
        message = f"BackendTLSPolicy '{other.resource.name}' targets {what} as well: the older of the two holds."
        yield context.finding(target["name"], message, related=[(other["name"], "the other target")])
