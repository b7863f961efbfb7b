"""API versions that are gone, or never were."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_releases import FIRST_GROUP, SERVED, Line, Served, served


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on `apiVersion`."""
    version = resource.at("apiVersion")
    if version.is_templated or not resource.version:
        return
    stated = context.scan.targets.known("gateway-api", resource)
    message = _problem(resource, served(resource), stated.line if stated is not None else None)
    if message:
        yield context.finding(version, message)


def _problem(resource: Resource, found: Served | None, stated: Line | None) -> str:
    if resource.group == FIRST_GROUP:
        return (
            f"'{FIRST_GROUP}' was the group of the first releases and is served by none since: use gateway.networking.k8s.io/v1."
        )
    if found is None:
        known = SERVED.get(resource.full_kind, {})
        return (
            f"No release of the Gateway API serves '{resource.version}' of {resource.kind}: there are {', '.join(known)}."
            if known
            else ""
        )
    if found.last is not None and (stated is None or stated > found.last):
        last = ".".join(map(str, found.last))
        return f"Gateway API {last} was the last release to serve '{resource.version}' of {resource.kind}: use {found.successor}."
    if stated is not None and stated < found.since:
        since = ".".join(map(str, found.since))
        return f"'{resource.version}' of {resource.kind} is served since Gateway API {since} only."
    return ""
