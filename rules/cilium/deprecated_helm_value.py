"""Values that the release of Cilium's chart still reads, and a later one will not."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.cilium_values import chart_release, is_agent_chart, setting

_DEPRECATED = (
    ("localRedirectPolicy", (1, 18), "localRedirectPolicies.enabled"),
    ("hubble.export.fileMaxSizeMb", (1, 18), "hubble.export.static.fileMaxSizeMb"),
    ("hubble.export.fileMaxBackups", (1, 18), "hubble.export.static.fileMaxBackups"),
    ("hubble.export.fileCompress", (1, 18), "hubble.export.static.fileCompress"),
    ("tunnel", (1, 14), "routingMode and tunnelProtocol"),
)


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each value; removed ones have a rule of their own."""
    if not is_agent_chart(resource):
        return
    release = chart_release(resource, context.scan.targets) or context.target("cilium")
    for key, since, instead in _DEPRECATED:
        value = setting(resource, key)
        if value and release.at_least(*since) and not (key == "tunnel" and release.at_least(1, 15)):
            yield context.finding(value.key, f"'{key}' is deprecated since {since[0]}.{since[1]}: write '{instead}'.")
