"""Redirects whose location the same rule redirects again."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value
from meshlint.semantics.gateway_api_attachment import Attachment, hostnames
from meshlint.semantics.gateway_api_filters import rule_filters
from meshlint.semantics.gateway_api_listeners import Listener
from meshlint.semantics.gateway_routes import matches

_SCHEMES = {"HTTP": "http", "HTTPS": "https"}


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each redirect; a warning where the route has no hostnames, so that others may come before it."""
    attached: list[Listener] | None = None
    for rule in resource.spec["rules"].items():
        for redirect in rule_filters(rule, "requestRedirect"):
            attached = context.shared(Attachment).attached(resource) if attached is None else attached
            listener = next((item for item in attached if _returns(redirect, rule, item, resource)), None)
            if listener is not None:
                message = f"Requests of listener '{listener.name}' are redirected to the URL that they have: an endless loop."
                severity = Severity.ERROR if hostnames(resource) else Severity.WARNING
                related = [(listener.value["name"], "the listener")]
                yield context.finding(redirect.key, message, severity=severity, related=related)


def _returns(redirect: Value, rule: Value, listener: Listener, route: Resource) -> bool:
    scheme = _SCHEMES.get(listener.protocol)
    if scheme is None or any(redirect[key].is_templated for key in ("scheme", "hostname", "port")):
        return False
    same_scheme = redirect["scheme"].text in ("", scheme)
    same_port = not redirect["port"] or redirect["port"].integer == listener.port
    same_host = not redirect["hostname"].text or redirect["hostname"].text in hostnames(route)
    return same_scheme and same_port and same_host and any(_keeps_path(redirect["path"], match) for match in matches(rule))


def _keeps_path(path: Value, match: Value) -> bool:
    """Whether the location is matched again; conditions on headers and queries may keep it from that."""
    if match["headers"].raw or match["queryParams"].raw:
        return False
    if not path:
        return True
    kind, value = match.get("path", "type").text or "PathPrefix", match.get("path", "value").text or "/"
    if path["type"].text == "ReplaceFullPath":
        return kind == "Exact" and path["replaceFullPath"].text == value
    return kind == "PathPrefix" and path["replacePrefixMatch"].raw == value
