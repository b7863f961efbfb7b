"""Injection webhooks whose selectors both match."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.injection_webhooks import InjectionWebhooks, injecting_webhooks


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each webhook, on its name, with labels that both take."""
    for webhook in injecting_webhooks(resource):
        found = context.shared(InjectionWebhooks).overlapping(webhook)
        if found is not None:
            other, namespace, pod = found
            labels = " and ".join(filter(None, (_shown("a namespace", namespace), _shown("a pod", pod))))
            message = f"'{other['name'].text}' of '{other.resource.name}' also takes pods with {labels}: they are injected twice."
            yield context.finding(webhook["name"], message, related=[(other["name"], "the other webhook")])


def _shown(what: str, labels: dict[str, str]) -> str:
    text = ", ".join(f"{key}={value}" for key, value in labels.items())
    return f"{what} labelled '{text}'" if text else f"{what} without labels"
