"""Mirrors to backends of their own rule."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_filters import rule_filters
from meshlint.semantics.gateway_api_references import MIRROR, SERVICE, Reference, reference


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each mirror."""
    for rule in resource.spec["rules"].items():
        primary = {_identity(item) for value in rule["backendRefs"].items() if (item := reference(value, SERVICE)) is not None}
        for mirror in rule_filters(rule, "requestMirror"):
            copy = reference(mirror["backendRef"], SERVICE, MIRROR)
            if copy is not None and _identity(copy) in primary:
                message = f"'{copy.shown}' gets each request of the rule, and its copy too: it does everything twice."
                yield context.finding(copy.value["name"], message)


def _identity(item: Reference) -> tuple[str, str, str | None, int | None]:
    return item.kind, item.name, item.namespace, item.port
