"""Routes of ServiceRouters, and filters of HTTPRoutes, whose retries can repeat a write."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value
from meshlint.semantics.consul import RETRY_FILTER, ROUTER, ConsulRoutes, only_grpc, reaching, unsafe_retries
from meshlint.semantics.http_methods import MethodSet


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each route or filter, on what it retries: an error where a write is named."""
    routes = context.shared(ConsulRoutes)
    if resource.full_kind == ROUTER:
        for route in resource.spec["routes"].items():
            settings = route["destination"]
            grpc = routes.may_speak_grpc(resource, settings["service"].text or resource.name)
            yield from _finding(context, settings, reaching(route), grpc, [])
    elif resource.full_kind == RETRY_FILTER:
        users = [(rule, methods) for _, rule, methods in routes.users(resource) if methods.unsafe]
        for rule, methods in sorted(users, key=lambda user: user[1].inverted)[:1]:
            yield from _finding(context, resource.spec, methods, True, [(rule, "This rule uses the filter.")])


def _finding(
    context: Context, settings: Value, methods: MethodSet, grpc: bool, related: list[tuple[Value, str]]
) -> Iterator[Finding]:
    conditions = unsafe_retries(settings, grpc)
    if not conditions or not methods.unsafe:
        return
    listed = settings["retryOnStatusCodes" if conditions[0].isdigit() else "retryOn"]
    writes = " and ".join(methods.unsafe)
    who = f"No match keeps {writes} off this route" if methods.inverted else f"The route takes {writes}"
    shown = ", ".join(conditions)
    severity = Severity.NOTE if only_grpc(conditions) else Severity.WARNING if methods.inverted else None
    yield context.finding(
        listed.key,
        f"{who}, and retries on '{shown}' can repeat a request that was processed.",
        severity=severity,
        related=related,
    )
