"""Proxies with a toolbox."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value, workload_of


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for the setting."""
    value = _variant(resource)
    if value.text == "debug":
        yield context.finding(value, "The debug image carries a shell and tools into every one of these pods.")


def _variant(resource: Resource) -> Value:
    workload = workload_of(resource)
    if workload is not None:
        return workload.annotation("sidecar.istio.io/proxyImageType")
    if resource.kind == "ProxyConfig":
        return resource.at("spec", "image", "imageType")
    return resource.at("global", "variant")
