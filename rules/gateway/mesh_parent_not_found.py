"""Parent references to Services that no file defines."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.gateway_api_definitions import Definitions
from meshlint.semantics.gateway_api_references import SERVICE, named_parents


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each missing Service, where it is first named. Without more than silence, in the audit profile only."""
    seen: set[tuple[str, str | None]] = set()
    for parent in named_parents(resource):
        key = (parent.name, parent.namespace)
        if parent.kind != SERVICE or key in seen:
            continue
        seen.add(key)
        missing = context.shared(Definitions).missing(SERVICE, *key, resource)
        if missing is not None and (missing.certain or context.is_audit):
            where = f" in '{parent.namespace}'" if parent.namespace else ""
            message = f"No Service '{parent.name}' is defined{where}, so that the route shapes no traffic of it.{missing.hint}"
            severity = Severity.ERROR if missing.certain else Severity.WARNING
            yield context.finding(parent.value["name"], message, severity=severity)
