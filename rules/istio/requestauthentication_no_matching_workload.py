"""RequestAuthentications whose selector matches no pod."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_policies import Subjects, shown
from meshlint.semantics.istio_selection import hint, selects_nobody


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a selector that no pod's labels satisfy: of its namespace, of any for the root namespace."""
    subjects = context.shared(Subjects)
    if selects_nobody(resource, subjects, context.is_audit or context.complete):
        where = f" in namespace '{resource.namespace}'" if subjects.reach(resource) else ""
        for labels in given["labels"]:
            nobody = f"No workload{where} has the labels '{shown(labels)}'"
            yield context.finding(labels, f"{nobody}: tokens are checked nowhere.{hint(resource, subjects)}")
