"""Parts of ServiceProfiles that lack what the webhook asks for."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.linkerd_profiles import missing, parts


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each part."""
    for name, part in parts(resource):
        lack = missing(name, part) if name in ("route", "condition", "response class", "response condition") else ""
        if lack:
            yield context.finding(part, f"The webhook refuses the profile: {lack}.")
