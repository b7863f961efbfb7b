"""Values of Cilium that leave encryption off."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.cilium_values import is_agent_chart, is_fragment, is_on, setting


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for values that say enough to be judged; a warning where clusters are meshed."""
    if not is_agent_chart(resource) or is_fragment(resource) or is_on(resource, "encryption.enabled"):
        return
    enabled = setting(resource, "encryption.enabled")
    if enabled.is_templated:
        return
    meshed = is_on(resource, "clustermesh.useAPIServer") or is_on(resource, "clustermesh.config.enabled")
    message = "Encryption is off, so traffic between nodes" + (" and clusters" if meshed else "") + " is in clear text."
    at = enabled if enabled.exists else resource.root
    yield context.finding(at, message, severity=Severity.WARNING if meshed else None)
