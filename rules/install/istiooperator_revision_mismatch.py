"""Revisions that are named after a release which they do not run."""

from __future__ import annotations

import re

from meshlint.api import Context, Finding, Given, Iterator, Release, Resource

_NUMBERED = re.compile(r"(?:\A|.*[a-z-])v?(\d{1,9})-(\d{1,9})(?:-(\d{1,9}))?\Z")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on a revision with numbers that differ from the tag, or from the version of the chart."""
    if resource.kind == "IstioOperator":
        revision, tag, pinned = resource.at("spec", "revision"), resource.at("spec", "tag").text, ""
    else:
        revision, tag, pinned = resource.at("revision"), resource.at("global", "tag").text, resource.version
    named, release = _NUMBERED.fullmatch(revision.text), Release.parse(tag or pinned)
    if named is None or release is None or (resource.kind == "HelmValues" and resource.name != "istiod"):
        return
    parts = (release.major, release.minor, release.patch)
    told = tuple(int(part) for part in named.groups() if part is not None)
    if told != parts[: min(len(told), release.parts)]:
        yield context.finding(revision, f"The revision '{revision.text}' runs {release}: its name tells another release.")
