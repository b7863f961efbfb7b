"""Expressions of paths, headers, query parameters and gRPC methods that RE2 refuses."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value
from meshlint.semantics.gateway_api_expressions import problem


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each expression; a warning for what other dialects than RE2 know."""
    for rule in resource.spec["rules"].items():
        for match in rule["matches"].items():
            for value in _expressions(match):
                found = problem(value.text) if value.text and not value.is_templated else None
                if found is not None:
                    severity = Severity.ERROR if found.everywhere else Severity.WARNING
                    message = f"The expression '{value.text}' {found.text}, so that implementations refuse or drop the rule."
                    yield context.finding(value, message, severity=severity)


def _expressions(match: Value) -> Iterator[Value]:
    keyed = [(match["path"], "value"), (match["method"], "service"), (match["method"], "method")]
    keyed.extend((item, "value") for key in ("headers", "queryParams") for item in match[key].items())
    for holder, key in keyed:
        if holder["type"].text == "RegularExpression":
            yield holder[key]
