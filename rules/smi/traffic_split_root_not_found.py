"""Roots of TrafficSplits that name no Service of the namespace."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.linkerd_injection import LinkerdMesh
from meshlint.semantics.smi_splits import Splits
from meshlint.semantics.suggestions import perhaps


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each split, on its root."""
    root, splits = resource.spec["service"], context.shared(Splits)
    if "." in root.text and not root.is_templated:
        if context.shared(LinkerdMesh).is_present:
            yield context.finding(root, f"Linkerd appends the namespace to '{root.text}' again: no client asks for that name.")
    elif splits.is_missing(root):
        near = perhaps(root.text, splits.service_names(resource))
        yield context.finding(root, f"There is no Service '{root.text}' in this namespace: the split applies to nothing.{near}")
