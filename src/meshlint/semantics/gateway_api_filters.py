"""Filters of HTTPRoutes and GRPCRoutes. Source: gateway-api apis/v1/httproute_types.go (HTTPRouteFilter)."""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value

SETTINGS = {
    "RequestHeaderModifier": "requestHeaderModifier",
    "ResponseHeaderModifier": "responseHeaderModifier",
    "RequestMirror": "requestMirror",
    "RequestRedirect": "requestRedirect",
    "URLRewrite": "urlRewrite",
    "CORS": "cors",
    "ExternalAuth": "externalAuth",
    "ExtensionRef": "extensionRef",
}
"""Type of a filter to the key of its settings."""


def filter_lists(route: Resource) -> Iterator[Value]:
    """Every list of filters of a route: of its rules, and of their backends."""
    for rule in route.spec["rules"].items():
        yield rule["filters"]
        for backend in rule["backendRefs"].items():
            yield backend["filters"]


def rule_filters(rule: Value, key: str) -> Iterator[Value]:
    """The settings of one type in the filters of a rule and of its backends."""
    for holder in (rule, *rule["backendRefs"].items()):
        for entry in holder["filters"].items():
            if entry[key]:
                yield entry[key]
