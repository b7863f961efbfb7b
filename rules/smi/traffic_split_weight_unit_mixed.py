"""TrafficSplits of v1alpha1 with weights in thousandths beside whole ones from 2 on."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.quantities import quantity

_LARGEST = 2**63 - 1  # what Kubernetes takes larger quantities for


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each split, on the first whole weight; 0 and 1 go with thousandths."""
    if resource.version != "v1alpha1":
        return
    for backends in given["backends"]:
        weights = [backend["weight"] for backend in backends.items()]
        milli = next((weight for weight in weights if weight.text.endswith("m") and quantity(weight.raw)), None)
        whole = next((weight for weight in weights if not weight.text.endswith("m") and (quantity(weight.raw) or 0) >= 2), None)
        if milli is not None and whole is not None:
            thousandths = int(min(quantity(whole.raw) or 0, _LARGEST) * 1000)
            message = f"'{whole.raw}' counts as '{thousandths}m' beside '{milli.raw}', so that it takes nearly all requests."
            yield context.finding(whole, message, related=[(milli, "A weight in thousandths.")])
