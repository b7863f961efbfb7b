"""Private and symmetric keys among those that tokens are checked with."""

from __future__ import annotations

import json

from meshlint.api import Context, Finding, Given, Iterator, Resource


def check(_: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each key set that holds such a key. Its value is never shown."""
    for keys in given:
        kind = _secret(keys.text)
        if kind:
            yield context.finding(keys.key, f"'jwks' holds a {kind} key: whoever reads it can sign tokens that are accepted.")


def _secret(text: str) -> str:
    """The kind of the first key that must not be public; "" where all may be, or the text is no key set."""
    try:
        data = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return ""
    found = data.get("keys") if isinstance(data, dict) else None
    for key in found if isinstance(found, list) else [data]:
        if isinstance(key, dict) and key.get("kty") == "oct" and key.get("k"):
            return "symmetric"
        if isinstance(key, dict) and isinstance(key.get("kty"), str) and isinstance(key.get("d"), str):
            return "private"
    return ""
