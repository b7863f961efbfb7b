"""Required authentications of a kind that the webhook refuses."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource

_KNOWN = frozenset(
    (
        ("policy.linkerd.io", "meshtlsauthentication"),
        ("policy.linkerd.io", "networkauthentication"),
        ("", "serviceaccount"),
        ("core", "serviceaccount"),
    )
)


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each reference, on its kind."""
    for reference in given["references"]:
        group, kind = reference["group"], reference["kind"]
        if not kind.text or group.is_templated or kind.is_templated:
            continue
        if (group.text.lower(), kind.text.lower()) not in _KNOWN:
            where = f"the group '{group.text}'" if group.text else "the core group"
            yield context.finding(kind, f"A '{kind.text}' of {where} is no authentication, and the webhook refuses the policy.")
