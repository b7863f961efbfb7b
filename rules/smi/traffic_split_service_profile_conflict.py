"""TrafficSplits beside a profile of the same Service."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each split, on its root."""
    root, namespace = resource.spec["service"], resource.namespace
    if not root.text or not namespace:
        return
    name = f"{root.text}.{namespace}.svc.{context.inventory.world.cluster_domain}"
    for profile in context.inventory.find("ServiceProfile.linkerd.io", name, None):
        if "smi.linkerd.io/skip" not in profile.annotations and profile.shares_scope(resource):
            message = f"The adaptor overwrites the profile '{name}', and Git overwrites the adaptor."
            yield context.finding(root, message, related=[(profile.at("metadata", "name"), "The profile.")])
            return
