"""Control planes that may fetch keys from anywhere, where policies make them fetch keys."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_control_plane import ControlPlanes

_VARIABLE = "BLOCKED_CIDRS_IN_JWKS_URIS"
_POLICY = "RequestAuthentication.security.istio.io"


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each installation of istiod without the variable, if any RequestAuthentication shares its cluster."""
    plane = context.shared(ControlPlanes).of(resource)
    if plane is None:
        return
    policy = next((policy for policy in context.inventory.of(_POLICY) if policy.shares_scope(resource)), None)
    if policy is None:
        return
    value = plane.environment(_VARIABLE)
    if value is None or not (value.raw or value.resource.at(*value.path[:-1])["valueFrom"]):
        place = resource.at("metadata", "name") if resource.at("metadata") else resource.root
        message = f"'{_VARIABLE}' is not set here: who may write a RequestAuthentication can make istiod call any address."
        yield context.finding(place, message, related=[(policy.at("metadata", "name"), "istiod fetches keys for this one")])
