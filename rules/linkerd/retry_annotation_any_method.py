"""Retry annotations on Services and HTTPRoutes that leave the method open."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_routes import EGRESS_NETWORK, SERVICE, Rollouts, parents, rule_methods, rules
from meshlint.semantics.linkerd_retries import AttachedRoutes, grpc_retry, http_retry


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each object, on its annotation; a route that inherits is covered by the one on its Service."""
    if not resource.annotations:
        return
    if resource.full_kind in (SERVICE, EGRESS_NETWORK):
        yield from _target(resource, context)
    elif any(parent.is_mesh for parent in parents(resource)):
        yield from _route(resource, context)


def _target(target: Resource, context: Context) -> Iterator[Finding]:
    retry = http_retry(target)
    conditional = retry is not None and retry.statuses is not None
    retry = retry if conditional else grpc_retry(target)
    if retry is None or not (retry.statuses or retry.codes) or not retry.repeats_processed:
        return
    if context.shared(Rollouts).is_generated(target.name, target.namespace):
        return
    unsafe = context.shared(AttachedRoutes).reached_without_route_retries(target).unsafe
    if unsafe:
        named = " and ".join(unsafe)
        message = (
            f"The annotation has every request to '{target.name}' retried, {named} included: what failed late is done twice."
        )
        yield context.finding(retry.place.key, message)


def _route(route: Resource, context: Context) -> Iterator[Finding]:
    retry = http_retry(route)
    if retry is None or not retry.repeats_processed:
        return
    unnamed = next((rule for rule in rules(route) if rule_methods(rule).inverted), None)
    if unnamed is not None or not rules(route):
        message = "The annotation has every request of this route retried, and no match keeps POST and PATCH off it."
        related = [(unnamed, "This rule takes every method.")] if unnamed is not None else []
        yield context.finding(retry.place.key, message, related=related)
