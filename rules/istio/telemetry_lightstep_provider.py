"""Tracing that uses a provider of type lightstep."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_mesh import IstioMesh


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each reference to a provider that MeshConfig defines as Lightstep's."""
    providers = {
        provider["name"].text: provider
        for config in context.shared(IstioMesh).configs
        if config.shares_scope(resource)
        for provider in config.at("extensionProviders").items()
        if provider["lightstep"]
    }
    for name in given["names"]:
        provider = providers.get(name.text)
        if provider is not None:
            message = f"'{name.text}' is a Lightstep provider, which is deprecated since Istio 1.15."
            yield context.finding(name, message, related=[(provider["lightstep"].key, "the provider")])
