"""API versions that are deprecated or superseded."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.gateway_api_releases import DEPRECATED, SUPERSEDED
from meshlint.semantics.gateway_routes import parents


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on `apiVersion`; a note where v1 only stands beside it, or the release is not known."""
    key = (resource.full_kind, resource.version)
    since = DEPRECATED.get(key, SUPERSEDED.get(key))
    if since is None or any(parent.is_mesh for parent in parents(resource)):
        return
    stated = context.scan.targets.known("gateway-api", resource)
    if stated is not None and stated.line < since:
        return
    refused = key in DEPRECATED and context.option("channel") == "standard"
    fate = "the standard channel does not serve it" if key in DEPRECATED else "both are served"
    message = f"'{resource.version}' of {resource.kind} has been followed by v1 in release {since[0]}.{since[1]}: {fate}."
    certain = key in DEPRECATED and (stated is not None or refused)
    yield context.finding(resource.at("apiVersion"), message, severity=Severity.WARNING if certain else Severity.NOTE)
