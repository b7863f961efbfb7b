"""Kinds of routes that a listener lists, and cannot serve."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value
from meshlint.semantics.gateway_api_listeners import Listener, listeners
from meshlint.semantics.gateway_api_references import ROUTES
from meshlint.semantics.gateway_routes import GROUP


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each kind; a warning where an implementation may define it."""
    for listener in listeners(resource):
        for item in listener.value.get("allowedRoutes", "kinds").items():
            group, kind = item["group"], item["kind"]
            if not kind.text or kind.is_templated or group.is_templated:
                continue
            problem = _problem(listener, group, kind.text)
            if problem:
                defined_elsewhere = (group.exists and group.text != GROUP) or _is_extended(listener, kind.text)
                severity = Severity.WARNING if defined_elsewhere else Severity.ERROR
                yield context.finding(kind, f"'{kind.text}' {problem}.", severity=severity)


def _problem(listener: Listener, group: Value, kind: str) -> str:
    if group.exists and group.text != GROUP:
        return f"of the group '{group.text}' is no route of the Gateway API: only some implementations may take it"
    if f"{kind}.{GROUP}" not in ROUTES:
        return "is no kind of route, so that the listener reports invalid kinds"
    if listener.carried() and kind not in listener.carried():
        return f"cannot be carried by the protocol {listener.protocol}, so that the listener reports invalid kinds"
    return ""


def _is_extended(listener: Listener, kind: str) -> bool:
    return kind == "HTTPRoute" and listener.protocol == "TLS" and listener.terminates
