"""Parts of a Sail installation whose minor release is not istiod's."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Release, Resource, Severity


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on the version, where no Istio beside it is of that minor release. Aliases count by their minor."""
    release = Release.parse(resource.at("spec", "version").text)
    beside = [item for item in context.inventory.of("Istio.sailoperator.io") if item.shares_scope(resource)]
    known = {found: item for item in beside if (found := Release.parse(item.at("spec", "version").text)) is not None}
    if release is None or not known or any(found.line == release.line for found in known):
        return
    newest = max(known)
    severity = Severity.ERROR if release.line > newest.line else Severity.WARNING
    message = f"{resource.kind} is {release} and istiod {newest}: they are released, and supported, together."
    related = [(known[newest].at("spec", "version"), f"istiod is {newest}")]
    yield context.finding(resource.at("spec", "version"), message, severity=severity, related=related)
