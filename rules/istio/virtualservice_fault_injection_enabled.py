"""Faults on routes that no header condition limits."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_matches import matches


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each route with a fault that some request meets, at the fault."""
    for route in given["routes"]:
        active = [name for name in ("abort", "delay") if _share(route["fault"][name]) > 0]
        if active and not all(match["headers"].mapping for match in matches(route)):
            what = " and ".join({"abort": "fails", "delay": "delays"}[name] for name in active)
            yield context.finding(route["fault"].key, f"This route {what} requests of everybody: no header condition limits it.")


def _share(fault: Value) -> float:
    """The percentage of requests; 0 where it is not stated, as then none is met."""
    share = fault.get("percentage", "value").number
    return float(share if share is not None else fault["percent"].number or 0)
