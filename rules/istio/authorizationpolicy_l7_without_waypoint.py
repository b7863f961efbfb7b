"""Policies on HTTP for workloads whose traffic ztunnel carries."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.istio_ambient import AmbientMesh
from meshlint.semantics.istio_http_rules import http_parts
from meshlint.semantics.istio_policies import Subjects, are_labels, match_labels, target_refs


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for a policy, on the first part that needs HTTP; a warning where sidecars enforce it for other workloads."""
    part = next(http_parts(resource), None)
    if part is None or target_refs(resource):
        return
    captured, others = _enforcers(resource, context)
    if captured:
        what = f"'{part.raw}'" if isinstance(part.raw, str) else f"'{part.path[-1]}'"
        message = f"ztunnel knows connections only, and {what} is about requests: that needs a waypoint, and 'targetRefs'."
        yield context.finding(part, message, severity=Severity.WARNING if others else Severity.ERROR)


def _enforcers(resource: Resource, context: Context) -> tuple[bool, bool]:
    """Whether ztunnel enforces the policy for some pods, and whether other proxies do for more."""
    ambient, subjects = context.shared(AmbientMesh), context.shared(Subjects)
    labels = match_labels(resource)
    if labels.raw and not are_labels(labels):
        return False, False
    workloads = [subject.workload for subject in subjects.selected(resource) if subject.workload is not None]
    captured = ambient.captured(workloads)
    if workloads and (labels.mapping or captured):
        return bool(captured), len(captured) < len(workloads)
    is_ambient = subjects.reach(resource) is not None and ambient.namespace_is_ambient(resource.namespace, resource)
    return is_ambient is True and not workloads, False
