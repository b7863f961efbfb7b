"""Path templates as istiod's validation reads them (pkg/config/security, CheckValidPathTemplate)."""

from __future__ import annotations

import re

from meshlint.api import Context, Finding, Given, Iterator, Resource

_ONE, _REST = "{*}", "{**}"
_LITERAL = re.compile(r"[a-zA-Z0-9\-._~%!$&'()+,;:@=]+\Z")


def check(_: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each path that is refused."""
    for path in given:
        if path.text and not path.is_templated:
            fault = _fault(path.text)
            if fault:
                yield context.finding(path, f"'{path.text}' {fault}: Istio refuses the policy.")


def _fault(path: str) -> str:
    has_template = _ONE in path or _REST in path
    ended = False
    for segment in path.strip("/").split("/"):
        if segment in (_ONE, _REST):
            if ended:
                return f"goes on with '{segment}' after '{_REST}'"
            ended = segment == _REST
        elif "{" in segment or "}" in segment:
            return f"has the segment '{segment}', which is neither text nor '{_ONE}' nor '{_REST}'"
        elif has_template and not _LITERAL.match(segment):
            return f"has the segment '{segment}', which no path template may have"
    return ""
