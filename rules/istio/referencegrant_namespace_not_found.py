"""ReferenceGrants for namespaces that are not there."""

from __future__ import annotations

from fnmatch import fnmatchcase

from meshlint.api import Context, Finding, Given, Iterator, Resource


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each namespace that nothing defines or uses, where Namespaces are among the files."""
    inventory = context.inventory
    if "Namespace" in inventory.templated_kinds and not context.complete:
        return
    for namespace in given["from"]:
        if not namespace.text or namespace.is_templated or namespace.text in inventory.known_namespaces:
            continue
        if not any(fnmatchcase(namespace.text, pattern) for pattern in inventory.world.externals.namespaces):
            yield context.finding(
                namespace, f"There is no namespace '{namespace.text}': whoever creates it will be trusted here."
            )
