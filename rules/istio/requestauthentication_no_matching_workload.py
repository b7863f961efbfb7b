"""RequestAuthentications whose selector matches no pod."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_policies import Subjects
from meshlint.semantics.istio_selection import hint, nobody, selects_nobody


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a selector that no pod's labels satisfy: of its namespace, of any for the root namespace."""
    subjects = context.shared(Subjects)
    if selects_nobody(resource, subjects, context.is_audit or context.complete):
        for labels in given["labels"]:
            who = nobody(resource, subjects, context.complete)
            yield context.finding(labels, f"{who}: tokens are checked nowhere.{hint(resource, subjects)}")
