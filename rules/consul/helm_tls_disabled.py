"""Values of Consul's chart that leave TLS off, which is its default."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.consul_values import is_control_plane, is_on, is_said, setting


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on the switch, or where it would stand."""
    if is_control_plane(resource) and is_said(resource, "global.tls.enabled") and not is_on(resource, "global.tls.enabled"):
        message = "TLS is off: tokens, certificates and configuration cross the network in clear text."
        yield context.finding(setting(resource, "global.tls.enabled"), message)
