"""Singular pool keys, which Cilium's chart ignores since 1.19."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.cilium_values import chart_release, is_agent_chart, setting

_KEYS = {"clusterPoolIPv4PodCIDR": "10.0.0.0/8", "clusterPoolIPv6PodCIDR": "fd00::/104"}


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each key without its list; earlier charts fail, which another rule says."""
    release = chart_release(resource, context.scan.targets) or context.target("cilium")
    if not is_agent_chart(resource) or not release.at_least(1, 19):
        return
    for key, default in _KEYS.items():
        value = setting(resource, f"ipam.operator.{key}")
        if value and not setting(resource, f"ipam.operator.{key}List").raw:
            yield context.finding(
                value.key, f"'{key}' is not read since 1.19: pods get addresses of {default}. Write '{key}List'."
            )
