"""Keys of ServiceProfiles that the webhook does not know."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.linkerd_profiles import FIELDS, parts
from meshlint.semantics.suggestions import perhaps


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each key, on the key."""
    for name, part in parts(resource):
        for key, value in part.entries():
            if key not in FIELDS[name]:
                message = f"A {name} has no field '{key}', and Linkerd's webhook refuses the profile."
                yield context.finding(value.key, message + perhaps(key, FIELDS[name]))
