"""Gateway errors that are counted behind the 5xx answers which they are part of."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.istio_outliers import consecutive_5xx, consecutive_gateway_errors


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each block, at the number of gateway errors; a note where both numbers are written and the same."""
    for detection in given:
        gateway_errors, any_errors = consecutive_gateway_errors(detection), consecutive_5xx(detection)
        if not gateway_errors or not any_errors or gateway_errors < any_errors:
            continue
        stated = detection["consecutive5xxErrors"]
        what = f"'consecutive5xxErrors: {any_errors}'" if stated else f"the default of {any_errors} answers of 5xx in a row"
        yield context.finding(
            detection["consecutiveGatewayErrors"],
            f"{what[0].upper()}{what[1:]} ejects first: gateway errors are 5xx too, so that {gateway_errors} has no effect.",
            severity=Severity.NOTE if stated and gateway_errors == any_errors else Severity.WARNING,
            related=[(stated, "the number that is reached first")] if stated else [],
        )
