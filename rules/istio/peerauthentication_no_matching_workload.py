"""PeerAuthentications whose selector matches no pod of their namespace."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_policies import Subjects
from meshlint.semantics.istio_selection import hint, nobody, selects_nobody


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a selector that no pod's labels satisfy. In the root namespace a selector is void anyway."""
    subjects = context.shared(Subjects)
    if resource.namespace != subjects.root_namespace and selects_nobody(resource, subjects, context.is_audit or context.complete):
        for labels in given["labels"]:
            who = nobody(resource, subjects, context.complete)
            yield context.finding(labels, f"{who}: the policy holds nowhere.{hint(resource, subjects)}")
