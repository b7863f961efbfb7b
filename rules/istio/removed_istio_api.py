"""Objects, and definitions of kinds, of APIs that the Istio in question has no more."""

from __future__ import annotations

from typing import NamedTuple

from meshlint.api import Context, Finding, Given, Iterator, Resource


class _Api(NamedTuple):
    """An API that is gone: since which release, and what follows for one of its objects."""

    since: tuple[int, int]
    effect: str


_REMOVED = {
    "rbac.istio.io": _Api((1, 6), "no rule in it is enforced. AuthorizationPolicy takes its place."),
    "authentication.istio.io": _Api(
        (1, 6), "it asks for no mTLS and checks no token. PeerAuthentication and RequestAuthentication take its place."
    ),
    "config.istio.io": _Api((1, 8), "nothing reads it. Telemetry, AuthorizationPolicy and Wasm take its place."),
}
_ROUTING = _Api((1, 0), "nothing reads it. VirtualService, DestinationRule and ServiceEntry take its place.")
_ROUTING_KINDS = frozenset(("RouteRule", "DestinationPolicy", "EgressRule"))
_DEFINITION = "CustomResourceDefinition"


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on the kind, or on the group that a definition is for; none for releases that still had the API."""
    place = resource.at("spec", "group") if resource.kind == _DEFINITION else resource.at("kind")
    api = _REMOVED.get(place.text if resource.kind == _DEFINITION else resource.group)
    if api is not None and resource.kind in _ROUTING_KINDS:
        api = _ROUTING
    if api is None or not context.target("istio", resource).at_least(*api.since):
        return
    release = ".".join(map(str, api.since))
    if resource.kind == _DEFINITION:
        message = f"Istio {release} removed the API group '{place.text}': objects of it can be created, and nothing reads them."
    else:
        message = f"'{resource.kind}' is of an API that Istio {release} removed: {api.effect}"
    yield context.finding(place, message)
