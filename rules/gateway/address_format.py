"""Addresses of a Gateway that are not of their type."""

from __future__ import annotations

import re
from ipaddress import ip_address

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_scalars import HOSTNAME

_DOMAIN_TYPE = re.compile(r"[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?/\S+\Z")
_HOSTNAME = re.compile(HOSTNAME + r"\Z")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each address; an empty value asks for any."""
    for address in resource.spec["addresses"].items():
        kind, value = address["type"], address["value"]
        if kind.is_templated or value.is_templated:
            continue
        if kind.text not in ("", "IPAddress", "Hostname", "NamedAddress") and not _DOMAIN_TYPE.match(kind.text):
            message = f"'{kind.text}' is no type of an address: IPAddress, Hostname, or one with a domain before a slash."
            yield context.finding(kind, message)
        elif value.text and not _fits(kind.text or "IPAddress", value.text):
            what = "host name" if kind.text == "Hostname" else "IP address"
            yield context.finding(value, f"'{value.text}' is no {what}, so that the API server refuses the Gateway.")


def _fits(kind: str, value: str) -> bool:
    if kind == "Hostname":
        return _HOSTNAME.match(value) is not None
    return kind != "IPAddress" or _is_address(value)


def _is_address(value: str) -> bool:
    try:
        ip_address(value)
    except ValueError:
        return False
    return "%" not in value
