"""Access policies in versions of Server that drop them."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource

_OLD = ("v1alpha1", "v1beta1", "v1beta2")


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding a Server, on the field."""
    for policy in given["policy"] if resource.version in _OLD else ():
        yield context.finding(
            policy.key, f"The version {resource.version} has no accessPolicy: it is dropped, and clients are denied."
        )
