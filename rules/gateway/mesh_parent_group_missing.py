"""Service parents whose group is not the core group."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.linkerd_injection import LinkerdMesh


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each reference; for the group `core` a note, in the audit profile.

    Where Linkerd is the mesh, a rule of its own says it of all routes that Linkerd has.
    """
    for parent in resource.spec["parentRefs"].items():
        kind, group, name = parent["kind"], parent["group"], parent["name"].text
        if kind.text != "Service" or group.is_templated or (group.exists and group.text == ""):
            continue
        if group.text == "core":
            if context.is_audit:
                message = f"Service '{name}' is named with the group 'core': some meshes take it for '', the API itself does not."
                yield context.finding(group, message, severity=Severity.NOTE)
        elif resource.kind != "UDPRoute" and context.shared(LinkerdMesh).is_present:
            continue
        elif group:
            yield context.finding(group, f"There is no Service in the group '{group.text}', so that no mesh reads the route.")
        else:
            message = f"Service '{name}' is named without its group (''), so that no mesh reads the route."
            yield context.finding(kind, message)
