"""Charts of Cilium releases that are out of support."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Release, Resource

_READABLE = ("exact", "prerelease", "partial")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on a version below the oldest release that is supported."""
    if resource.data["product"] != "cilium" or resource.data["class"] not in _READABLE:
        return
    release, oldest = Release.parse(resource.at("version").text), Release.parse(str(context.option("oldest")))
    if release is not None and oldest is not None and release.line < oldest.line:
        minor = f"{release.major}.{release.minor}"
        yield context.finding(
            resource.at("version"), f"Cilium {minor} is out of support: {oldest} is the oldest release that gets fixes."
        )
