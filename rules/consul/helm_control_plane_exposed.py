"""Values of Consul's chart that open the control plane to the outside, unprotected."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.consul_values import is_control_plane, is_on, is_said, setting

_PROTECTIONS = {"global.acls.manageSystemACLs": "ACLs", "global.tls.enabled": "TLS"}


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each door that is open, with what is missing behind it."""
    if not is_control_plane(resource):
        return
    lacking = [name for key, name in _PROTECTIONS.items() if is_said(resource, key) and not is_on(resource, key)]
    for door in _doors(resource) if lacking else ():
        name = ".".join(str(step) for step in door.path)
        yield context.finding(door, f"'{name}' exposes Consul, and there is no {' and no '.join(lacking)}.")


def _doors(values: Resource) -> Iterator[Value]:
    for key in ("server.exposeGossipAndRPCPorts", "server.exposeService.enabled"):
        if is_on(values, key):
            yield setting(values, key)
    kind = setting(values, "ui.service.type")
    if kind.text in ("LoadBalancer", "NodePort"):
        yield kind
