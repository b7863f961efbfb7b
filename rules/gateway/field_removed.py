"""Fields that releases of the API have lost."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.gateway_api_releases import NEWEST, dated_fields


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each field, with what took its place."""
    stated = context.scan.targets.known("gateway-api", resource)
    line = stated.line if stated is not None else NEWEST
    for field in dated_fields(resource):
        last = field.known.last
        if last is None or (last.line >= line and not context.is_audit):
            continue
        severity = Severity.NOTE if stated is not None and last.line >= line else Severity.WARNING
        name, release = field.value.path[-1], f"{last.major}.{last.minor}"
        message = f"'{name}' is in no release after {release}, where {field.known.successor} took its place."
        yield context.finding(field.value.key, message, severity=severity)
