"""Identities that the webhook refuses."""

from __future__ import annotations

import re

from meshlint.api import Context, Finding, Given, Iterator, Resource

_LABEL = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_DNS = re.compile(rf"(?:\*|{_LABEL})(?:\.{_LABEL})*\Z")
_SPIFFE = re.compile(r"spiffe://[^/:@?#\s]+((?:/[^/?#\s]+)*)\Z")


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each identity."""
    for identity in given["identities"]:
        if isinstance(identity.raw, str) and not identity.is_templated and not _is_valid(identity.text):
            message = f"'{identity.text}' is neither a DNS name nor a SPIFFE id, and the webhook refuses the object."
            yield context.finding(identity, message)


def _is_valid(text: str) -> bool:
    spiffe = _SPIFFE.match(text)
    if spiffe is not None:
        return not {".", ".."} & set(spiffe.group(1).split("/"))
    return _DNS.match(text) is not None
