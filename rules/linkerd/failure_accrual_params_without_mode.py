"""Parameters of failure accrual without its mode."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource

_MODE = "balancer.linkerd.io/failure-accrual"
_PARAMETERS = (f"{_MODE}-", "balancer.alpha.linkerd.io/failure-accrual-")


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each object, on the first parameter."""
    for found in given["annotations"]:
        parameter = next((value for key, value in found.entries() if str(key).startswith(_PARAMETERS)), None)
        if parameter is not None and not found[_MODE]:
            yield context.finding(parameter.key, f"Without '{_MODE}' the parameters are not read, and no circuit is broken.")
