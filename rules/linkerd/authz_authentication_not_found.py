"""Required authentications that are not among what was read of their namespace."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.linkerd_policies import reference_kind
from meshlint.semantics.suggestions import perhaps

_KINDS = ("MeshTLSAuthentication.policy.linkerd.io", "NetworkAuthentication.policy.linkerd.io")


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each reference, on its name."""
    inventory = context.inventory
    for reference in given["references"]:
        kind, name = reference_kind(reference), reference["name"]
        namespace = reference["namespace"].text or resource.namespace
        if kind not in _KINDS or not name.text or name.is_templated or not inventory.knows_kind_in(kind, namespace):
            continue
        if not inventory.find(kind, name.text, namespace):
            names = [item.name for item in inventory.in_namespace(kind, namespace)]
            what = reference["kind"].text
            message = f"There is no {what} '{name.text}' here, and the policy is skipped.{perhaps(name.text, names)}"
            yield context.finding(name, message)
