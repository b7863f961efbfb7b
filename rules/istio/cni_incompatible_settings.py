"""Settings of network plug-ins with which Istio does not get to see traffic."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_network_plugins import NetworkPlugins


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such setting, or where it is missing, beside an installation of Istio."""
    if resource.kind == "ConfigMap" and resource.name != "cilium-config":
        return
    for value, effect, remedy in context.shared(NetworkPlugins).obstacles(resource):
        yield context.finding(value, f"{effect[0].upper()}{effect[1:]}: Istio needs '{remedy}'.")
