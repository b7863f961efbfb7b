"""Values of Consul's chart that inject everything."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.consul_values import is_control_plane, is_on, setting


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on the switch; the chart allows every namespace by default."""
    if not is_control_plane(resource) or resource.partial or not is_on(resource, "connectInject.default"):
        return
    allowed = setting(resource, "connectInject.k8sAllowNamespaces")
    denied = setting(resource, "connectInject.k8sDenyNamespaces")
    if (not allowed.exists or any(item.text == "*" for item in allowed.items())) and not denied.raw:
        message = "Injection is on by default in every namespace: jobs and add-ons get a proxy as well."
        yield context.finding(setting(resource, "connectInject.default"), message)
