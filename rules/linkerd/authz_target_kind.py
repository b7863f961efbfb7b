"""Targets of AuthorizationPolicies that the webhook refuses."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource

_KNOWN = frozenset(
    (
        ("policy.linkerd.io", "server"),
        ("policy.linkerd.io", "httproute"),
        ("gateway.networking.k8s.io", "httproute"),
        ("gateway.networking.k8s.io", "grpcroute"),
        ("", "namespace"),
        ("core", "namespace"),
    )
)


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each target, on its kind."""
    for target in given["target"]:
        group, kind = target["group"], target["kind"]
        if kind.text and not group.is_templated and not kind.is_templated and (group.text, kind.text.lower()) not in _KNOWN:
            where = f"the group '{group.text}'" if group.text else "the core group"
            yield context.finding(kind, f"A '{kind.text}' of {where} cannot be a policy's target, and the webhook refuses it.")
