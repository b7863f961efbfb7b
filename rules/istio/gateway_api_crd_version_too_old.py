"""Gateway API definitions that istiod does not watch."""

from __future__ import annotations

import re

from meshlint.api import Context, Finding, Given, Iterator, Release, Resource

_BUNDLE = "gateway.networking.k8s.io/bundle-version"
_NEEDED = {
    "grpcroutes.gateway.networking.k8s.io": ((1, 24), (1, 1, 0)),
    "backendtlspolicies.gateway.networking.k8s.io": ((1, 28), (1, 4, 0)),
    "tlsroutes.gateway.networking.k8s.io": ((1, 30), (1, 5, 0)),
    "tcproutes.gateway.networking.k8s.io": ((1, 32), (1, 6, 0)),
}
"""Definition to the Istio release that began to ask, and the bundle it asks for.

Source: istio pkg/config/schema/gatewayapi/minimumversions.go, and pkg/kube/kclient/crdwatcher.go before it.
"""
_CORE = tuple(f"{name}.gateway.networking.k8s.io" for name in ("gateways", "gatewayclasses", "httproutes", "referencegrants"))
_STABLE = tuple(f"{name}.gateway.networking.k8s.io" for name in ("gateways", "gatewayclasses", "httproutes", "grpcroutes"))
_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a definition below the needed bundle, or without the version that Istio reads."""
    release = context.target("istio", resource)
    since, needed = _NEEDED.get(resource.name, ((0, 0), (0, 0, 0)))
    bundle = resource.at("metadata", "annotations", _BUNDLE)
    found = _VERSION.match(bundle.text)
    if found and release.at_least(*since) and tuple(map(int, found.groups())) < needed:
        wanted = ".".join(map(str, needed))
        message = f"Istio {release} does not watch '{resource.name}' of bundle '{bundle.text}': it needs {wanted} or later."
        yield context.finding(bundle, message)
    yield from _unserved(resource, release, context)


def _unserved(resource: Resource, release: Release, context: Context) -> Iterator[Finding]:
    versions = resource.at("spec", "versions")
    served = {item["name"].text for item in versions.items() if item["served"].raw is not False}
    if not served:
        return
    if resource.name in _CORE and not served & {"v1", "v1beta1"}:
        yield context.finding(versions.key, f"'{resource.name}' serves neither v1 nor v1beta1: Istio {release} does not read it.")
    elif resource.name in _STABLE and "v1" not in served and release.at_least(1, 26):
        yield context.finding(versions.key, f"'{resource.name}' does not serve v1, which Istio {release} reads.")
