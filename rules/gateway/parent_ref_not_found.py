"""Parent references to Gateways and ListenerSets that no file defines."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.gateway_api_definitions import Definitions
from meshlint.semantics.gateway_api_references import LISTENER_OWNERS, named_parents


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each missing parent, where it is first named. Without more than silence, in the audit profile only."""
    seen: set[tuple[str, str, str | None]] = set()
    for parent in named_parents(resource):
        key = (parent.kind, parent.name, parent.namespace)
        if parent.kind not in LISTENER_OWNERS or key in seen:
            continue
        seen.add(key)
        missing = context.shared(Definitions).missing(*key, resource)
        if missing is not None and (missing.certain or context.is_audit):
            kind = parent.kind.partition(".")[0]
            where = f" in '{parent.namespace}'" if parent.namespace else ""
            message = f"No {kind} '{parent.name}' is defined{where}, so that the route attaches to nothing there.{missing.hint}"
            severity = Severity.ERROR if missing.certain else Severity.WARNING
            yield context.finding(parent.value["name"], message, severity=severity)
