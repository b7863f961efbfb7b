"""Services as parents in a group that has none."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.linkerd_injection import LinkerdMesh


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each parent, where Linkerd is the mesh."""
    for parent in given["parents"]:
        group = parent["group"]
        if parent["kind"].text != "Service" or group.is_templated or (group.exists and group.text in ("", "core")):
            continue
        if context.shared(LinkerdMesh).is_present:
            where = f"'{group.text}'" if group.text else "the Gateway API's"
            message = f"A Service belongs to the core group, not to {where}: the route is attached to nothing."
            yield context.finding(parent["kind"], message)
