"""Values of Consul's chart that leave its proxies without memory."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.consul_values import is_control_plane, is_on, setting

_KEY = "connectInject.sidecarProxy.resources"


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on the resources, or where they would stand."""
    if not is_control_plane(resource) or resource.partial or not is_on(resource, "connectInject.enabled"):
        return
    resources = setting(resource, _KEY)
    missing = [f"{kind}.memory" for kind in ("requests", "limits") if not resources.get(kind, "memory")]
    if missing and not resources.is_templated:
        message = f"'{_KEY}' lacks {' and '.join(missing)}, and the chart has no default: every injected pod runs without."
        yield context.finding(resources, message)
