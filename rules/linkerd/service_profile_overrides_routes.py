"""Routes and annotations of Services that a ServiceProfile overrules."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.gateway_routes import SERVICE, parents
from meshlint.semantics.linkerd_profiles import rules_the_service

_OVERRULED = ("retry.linkerd.io/", "timeout.linkerd.io/", "balancer.linkerd.io/")


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each reference to such a Service, or on the first annotation of the Service itself."""
    if resource.full_kind == SERVICE:
        keys = [value for key, value in resource.at("metadata", "annotations").entries() if str(key).startswith(_OVERRULED)]
        profile = _profile(resource.name, resource.namespace, resource, context) if keys else None
        if profile is not None:
            yield _finding(keys[0], "This annotation", profile, context)
    else:
        for parent in parents(resource):
            profile = _profile(parent.name, parent.namespace, resource, context) if parent.kind == SERVICE else None
            if profile is not None:
                yield _finding(parent.value, f"This {resource.kind}", profile, context)


def _profile(service: str, namespace: str | None, beside: Resource, context: Context) -> Resource | None:
    if not namespace:
        return None
    name = f"{service}.{namespace}.svc.{context.inventory.world.cluster_domain}"
    found = context.inventory.find("ServiceProfile.linkerd.io", name, namespace)
    return next((item for item in found if rules_the_service(item) and item.shares_scope(beside)), None)


def _finding(place: Value, what: str, profile: Resource, context: Context) -> Finding:
    message = f"{what} has no effect: the ServiceProfile '{profile.name}' stands before it."
    return context.finding(place, message, related=[(profile.at("metadata", "name"), "The profile.")])
