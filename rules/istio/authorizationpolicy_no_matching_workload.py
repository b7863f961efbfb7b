"""AuthorizationPolicies that no proxy enforces."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_membership import MeshMembership
from meshlint.semantics.istio_policies import Subject, Subjects, are_labels, match_labels, target_refs
from meshlint.semantics.istio_selection import hint, nobody, selects_nobody


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for a policy that selects no pod, or none in the mesh."""
    subjects = context.shared(Subjects)
    where = f" in namespace '{resource.namespace}'" if subjects.reach(resource) else ""
    labels = match_labels(resource)
    if selects_nobody(resource, subjects, context.is_audit or context.complete):
        who = nobody(resource, subjects, context.complete)
        yield context.finding(labels, f"{who}: the policy protects nothing.{hint(resource, subjects)}")
        return
    wide = not labels.mapping and not labels.is_templated
    if target_refs(resource) or not (are_labels(labels) or (wide and where)):
        return
    found = subjects.selected(resource)
    place = resource.at("metadata", "name") if wide else labels
    if found and all(_is_outside(subject, context) for subject in found):
        yield context.finding(place, f"{found[0].resource.full_name} is outside the mesh: the policy protects nothing.")
    elif wide and context.complete and not found:
        yield context.finding(place, f"There is no workload{where}: the policy protects nothing.")


def _is_outside(subject: Subject, context: Context) -> bool:
    return subject.workload is not None and context.shared(MeshMembership).is_outside(subject.workload)
