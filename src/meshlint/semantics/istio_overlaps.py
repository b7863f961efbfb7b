"""Policies of a kind that only one may hold for a pod: which of them meet.

Two meet when both are for a whole namespace, when their selectors are the same, or when a pod that was read carries the labels of
both. They have to be in one namespace: those of the root namespace are the wider scope, not a second one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from meshlint.manifests.resource import Resource
from meshlint.semantics.istio_policies import SelectorIndex, Subject, Subjects, are_labels, match_labels

_Scope = tuple[str, frozenset[tuple[str, str]]]


class Meeting(NamedTuple):
    """Another policy of the same scope. `subject` are the pods that both select, where the selectors differ."""

    other: Resource
    subject: Subject | None = None


class Overlaps:
    """Which of some policies of one kind meet. Policies of unknown namespace, and twice the same name, never do."""

    def __init__(self, policies: Iterable[Resource], subjects: Subjects) -> None:
        self._by_scope: dict[_Scope, list[Resource]] = {}
        self._meetings: dict[int, Meeting] = {}
        judged = [policy for policy in policies if policy.namespace and _can_be_judged(policy)]
        for policy in judged:
            self._by_scope.setdefault(_scope(policy), []).append(policy)
        for members in self._by_scope.values():
            self._note(members, None)
        index = SelectorIndex(judged, match_labels)
        for namespace in {policy.namespace for policy in judged if match_labels(policy).mapping}:
            for subject in subjects.in_namespace(namespace):
                self._note(index.selecting(subject.labels, namespace), subject)

    def _note(self, members: list[Resource], subject: Subject | None) -> None:
        """Remember, for each of these policies, one of the others that can meet it."""
        for policy in members:
            if id(policy) in self._meetings:
                continue
            for other in members:
                meets = other.name != policy.name and other.shares_scope(policy)
                if meets and (
                    subject is None or (subject.resource.shares_scope(policy) and subject.resource.shares_scope(other))
                ):
                    self._meetings[id(policy)] = Meeting(other, subject)
                    break

    def of(self, policy: Resource) -> Meeting | None:
        """A policy that meets this one; None where there is none."""
        return self._meetings.get(id(policy))


def _can_be_judged(policy: Resource) -> bool:
    labels = match_labels(policy)
    return are_labels(labels) or not (labels.mapping or labels.is_templated)


def _scope(policy: Resource) -> _Scope:
    return policy.namespace or "", frozenset(match_labels(policy).mapping.items())
