"""Policies whose target is another namespace."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding a policy, where its own namespace is known."""
    for target in given["target"]:
        name = target["name"]
        if target["kind"].text.lower() != "namespace" or not resource.namespace or name.is_templated:
            continue
        if name.text and name.text != resource.namespace:
            message = f"The policy lives in '{resource.namespace}' and targets '{name.text}': the webhook refuses it."
            yield context.finding(name, message)
