"""Namespaces that rules name and nobody defines."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_policies import Subjects, values_of
from meshlint.semantics.suggestions import perhaps
from meshlint.semantics.text_patterns import matches_any

_ALWAYS_THERE = frozenset(("default", "kube-system", "kube-public", "kube-node-lease"))


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each value that is, or matches, no namespace that was read.

    Other files may define it, so without a complete inventory it has to look like a misspelt one, save in audits.
    """
    inventory = context.inventory
    known = inventory.known_namespaces | _ALWAYS_THERE | {context.shared(Subjects).root_namespace}
    externals = inventory.world.externals.namespaces
    for value in values_of(resource, ("namespaces", "notNamespaces"), "source.namespace"):
        if matches_any(value.text, known) or any(matches_any(external, {value.text}) for external in externals):
            continue
        hint = perhaps(value.text.strip("*"), known)
        if hint or context.complete or context.is_audit:
            yield context.finding(value, f"There is no namespace '{value.text}': the rule never matches by it.{hint}")
