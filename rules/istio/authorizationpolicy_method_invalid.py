"""Values of `methods` and `notMethods` that match no request."""

from __future__ import annotations

import re

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity

_COMMON = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE")
_REGISTERED = frozenset(
    """
    ACL BASELINE-CONTROL BIND CHECKIN CHECKOUT COPY LABEL LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL MKREDIRECTREF MKWORKSPACE
    MOVE ORDERPATCH PRI PROPFIND PROPPATCH PURGE QUERY REBIND REPORT SEARCH UNBIND UNCHECKOUT UNLINK UNLOCK UPDATE
    UPDATEREDIRECTREF VERSION-CONTROL
    """.split()
)


def check(_: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each value that is no method, nor the beginning or the end of one; a note for methods beyond HTTP's own."""
    for method in given:
        text = method.text
        if not text or method.is_templated or _matches(text, _COMMON):
            continue
        if _matches(text, _REGISTERED):
            yield context.finding(method, f"'{text}' is no method of HTTP itself: few servers know it.", severity=Severity.NOTE)
        else:
            yield context.finding(method, f"No request has the method '{text}'{_why(text)}: the value never matches.")


def _matches(value: str, methods: tuple[str, ...] | frozenset[str]) -> bool:
    """Whether a value matches some method as the proxy compares: exactly, or by a star at one end."""
    if value == "*" or value in methods:
        return True
    if value.startswith("*"):
        return any(method.endswith(value[1:]) for method in methods)
    return value.endswith("*") and any(method.startswith(value[:-1]) for method in methods)


def _why(value: str) -> str:
    if value.strip("* ").upper() in _COMMON and not re.fullmatch(r"\*.*\*", value):
        return f" (it is '{value.strip('* ').upper()}' that requests have)"
    return " (a star stands at one end only)" if value.startswith("*") and value.endswith("*") else ""
