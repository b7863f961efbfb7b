"""Overrides of Linkerd's image versions that disagree; the initialiser has a version line of its own."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource

_VERSIONS = (
    ("linkerdVersion",),
    ("controllerImageVersion",),
    ("policyController", "image", "version"),
    ("proxy", "image", "version"),
)


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on the first override that differs from the ones before it."""
    given = [value for steps in _VERSIONS if (value := resource.at(*steps)).text and not value.is_templated]
    for value in given[1:]:
        if value.text != given[0].text:
            first, second = (".".join(str(step) for step in item.path) for item in (given[0], value))
            message = f"'{second}' is '{value.text}' while '{first}' is '{given[0].text}': the control plane mixes two releases."
            yield context.finding(value, message, related=[(given[0], "the other release")])
            return
