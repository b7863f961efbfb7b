"""Images of Istio releases that are out of support: in containers, kustomizations, values and IstioOperators.

The release of a chart has a rule of its own, so that an old chart with its own tag is reported there only.
"""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Release, Resource

_READABLE = ("exact", "prerelease", "partial")
_ROLES = ("control-plane", "data-plane", "cni")
_VENDORS = ("-solo", "-tetrate", "-asm", "-gke", "-eks", "-patch", "-alibaba", "-tencent", "-fips")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on a tag below the oldest release that is supported. Vendors support their builds for longer."""
    facts = {key: resource.at(key).text for key in ("mesh", "role", "class", "tag", "chartVersion")}
    if facts["mesh"] != "istio" or facts["role"] not in _ROLES or facts["class"] not in _READABLE:
        return
    release, oldest = Release.parse(facts["tag"]), Release.parse(str(context.option("oldest")))
    if release is None or oldest is None or any(vendor in facts["tag"] for vendor in _VENDORS):
        return
    chart = Release.parse(facts["chartVersion"])
    if release.line < oldest.line and (chart is None or chart.line >= oldest.line):
        minor = f"{release.major}.{release.minor}"
        message = f"Istio {minor} is out of support: {oldest} is the oldest release with security fixes (as of November 2026)."
        yield context.finding(resource.at("tag"), message)
