"""Whether a selector that matches nothing can be reported: what was read has to be evidence that nobody has the labels."""

from __future__ import annotations

from meshlint.manifests.resource import Resource
from meshlint.semantics.istio_policies import Subject, Subjects, are_labels, match_labels, shown, target_refs


def selects_nobody(policy: Resource, subjects: Subjects, thorough: bool) -> bool:
    """Whether a policy's labels are on no pod that it could apply to, for all that files tell.

    Other files may define the pod, so the namespace has to be known, and something has to suggest that pods which were read
    are meant; `thorough`, for audits and complete inventories, goes without that. Policies with targetRefs select nothing.
    """
    if target_refs(policy) or not are_labels(match_labels(policy)) or not subjects.knows(policy):
        return False
    return not subjects.selected(policy) and (thorough or subjects.nearly(policy) is not None)


def nobody(policy: Resource, subjects: Subjects, complete: bool) -> str:
    """That no pod has the policy's labels, as the beginning of a message; with an incomplete inventory, no pod that was read."""
    where = f" in namespace '{policy.namespace}'" if subjects.reach(policy) else ""
    read = "" if complete else " that was read"
    return f"No workload{where}{read} has the labels '{shown(match_labels(policy))}'"


def hint(policy: Resource, subjects: Subjects) -> str:
    """What the pods that were likely meant are labelled, as the end of a message; "" where none suggest themselves."""
    subject = subjects.nearly(policy)
    if subject is None:
        return ""
    wanted = match_labels(policy).mapping
    theirs = ",".join(f"{key}={subject.labels[key]}" for key in sorted(wanted) if key in subject.labels)
    return f" The pods of {subject.resource.full_name} have '{theirs}'." if theirs else f" {_unlabelled(subject)}"


def _unlabelled(subject: Subject) -> str:
    return f"{subject.resource.full_name} has them itself, its pods do not."
