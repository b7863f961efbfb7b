"""Namespaces that are upgraded by moving the default."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_injection import NAMESPACE_LABEL, REVISION_LABEL
from meshlint.semantics.istio_revisions import IstioRevisions


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for the label, where more than one revision was read."""
    labels = resource.at("metadata", "labels")
    enabled, revision = labels[NAMESPACE_LABEL], labels[REVISION_LABEL]
    at = enabled if enabled.text == "enabled" else revision if revision.text == "default" and not enabled else None
    known = context.shared(IstioRevisions).revisions
    if at is not None and len(known) > 1:
        there = ", ".join(f"'{name}'" for name in sorted(known))
        yield context.finding(at, f"Of the revisions {there}, this namespace gets the one that is the default at the time.")
