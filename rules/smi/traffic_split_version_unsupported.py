"""TrafficSplits of versions that linkerd-smi does not serve."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.smi_splits import SERVED, Splits


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each split, on its version."""
    if resource.version not in SERVED and context.shared(Splits).is_linkerds:
        message = f"Linkerd serves v1alpha1 and v1alpha2: its clusters know no a TrafficSplit '{resource.version}'."
        yield context.finding(resource.at("apiVersion"), message)
