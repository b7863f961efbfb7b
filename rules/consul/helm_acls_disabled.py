"""Values of Consul's chart that leave ACLs off, which is its default."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.consul_values import is_control_plane, is_on, is_said, setting

_KEY = "global.acls.manageSystemACLs"


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on the switch, or where it would stand."""
    if is_control_plane(resource) and is_said(resource, _KEY) and not is_on(resource, _KEY):
        message = "ACLs are off: whoever reaches the API can change configuration and intentions."
        yield context.finding(setting(resource, _KEY), message)
