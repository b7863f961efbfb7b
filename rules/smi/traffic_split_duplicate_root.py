"""TrafficSplits that share their root."""

from __future__ import annotations

from itertools import islice

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.smi_splits import Splits


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each split, on its root."""
    root = resource.spec["service"]
    others = list(islice(context.shared(Splits).siblings(resource), 3)) if root.text and not root.is_templated else []
    if others:
        related = [(other.at("spec", "service"), "The other split.") for other in others]
        yield context.finding(
            root, f"'{others[0].name}' splits '{root.text}' as well: the last one to change wins.", related=related
        )
