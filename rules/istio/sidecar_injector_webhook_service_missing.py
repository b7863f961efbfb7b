"""Injection webhooks of control planes that are gone."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.injection_webhooks import injecting_webhooks


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each webhook, on the Service's name, when other Services of that namespace were read."""
    inventory = context.inventory
    for webhook in injecting_webhooks(resource):
        service = webhook.get("clientConfig", "service")
        name, namespace = service["name"], service["namespace"].text
        if not name.text or name.is_templated or not namespace or "Service" in inventory.templated_kinds:
            continue
        if inventory.knows_kind_in("Service", namespace) and not inventory.find("Service", name.text, namespace):
            message = f"There is no Service '{name.text}' in '{namespace}'"
            yield context.finding(name, f"{message}: pods that this webhook takes are not created, or not injected.")
