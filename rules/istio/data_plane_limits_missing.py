"""Shared proxies without limits, by the values."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_proxy_resources import removed_limits


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each null."""
    shared = [(resource.at("global", "waypoint", "resources"), "waypoint")]
    if resource.name == "gateway":
        shared.append((resource.at("resources"), "gateway"))
    for resources, what in shared:
        for null, names in removed_limits(resources):
            yield context.finding(null.key, f"This null removes the {what}'s limit for {' and '.join(names)}.")
