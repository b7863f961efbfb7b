"""Weights of TrafficSplits that the version of the API does not take."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value
from meshlint.semantics.quantities import quantity


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such weight: quantities in v1alpha1, numbers after it."""
    for weight in given["weights"]:
        if not weight or weight.is_templated:
            continue
        if resource.version == "v1alpha1":
            if quantity(weight.raw) is None:
                yield context.finding(weight, f"'{_shown(weight)}' is no quantity, and the API server refuses the split.")
        elif weight.number is None:
            yield context.finding(
                weight, f"'{_shown(weight)}' is no number, and {resource.version} takes nothing else: the split is refused."
            )
        elif weight.integer is None:
            message = (
                f"'{_shown(weight)}' is not a whole number, which {resource.version} asks for: implementations may round it."
            )
            yield context.finding(weight, message, severity=Severity.WARNING)


def _shown(weight: Value) -> str:
    return weight.source_text or str(weight.raw)
