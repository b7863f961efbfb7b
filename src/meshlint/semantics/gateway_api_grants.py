"""ReferenceGrants: which references across namespaces are permitted.

A grant lies beside the object that is referred to. Its `from` entries are alternatives, so are its `to` entries, and both
ends have to be named by the same grant. Source: gateway-api apis/v1beta1/referencegrant_types.go.
"""

from __future__ import annotations

from typing import NamedTuple

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.gateway_api_references import LISTENER_OWNERS, REFERENCE_GRANT, ROUTES, Reference, references

Subject = tuple[str, str, str]  # group, kind, and the namespace of `from` or the name of `to`


class Difference(NamedTuple):
    """The one part of a grant that keeps it from permitting a reference."""

    value: Value
    field: str  # `from.kind`, say
    wanted: str


def grants(inventory: Inventory) -> list[Resource]:
    """Every ReferenceGrant, under its present name or the former one."""
    return inventory.of(REFERENCE_GRANT, "ReferencePolicy.gateway.networking.k8s.io")


class Grants:
    """Answers whether a reference is permitted. One instance a run: `context.shared(Grants)`."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._by_namespace: dict[str | None, list[Resource]] = {}
        for grant in grants(inventory):
            self._by_namespace.setdefault(grant.namespace, []).append(grant)

    def beside(self, namespace: str | None, source: Resource) -> list[Resource]:
        """The grants that lie, or may lie, in a namespace."""
        found = [*self._by_namespace.get(namespace, ()), *self._by_namespace.get(None, ())]
        return [grant for grant in found if grant.shares_scope(source)] or found

    def permit(self, reference: Reference) -> bool:
        """Whether a grant beside the object lets the reference through."""
        return any(permits(grant, reference) for grant in self.beside(reference.namespace, reference.source))


class Crossings:
    """Every reference of the run that leaves its namespace. One instance a run: `context.shared(Crossings)`."""

    def __init__(self, inventory: Inventory, targets: object = None) -> None:
        self._grants = inventory.shared(Grants, targets)
        self._into: dict[str | None, list[Reference]] = {}
        self._out_of: dict[str | None, list[Reference]] = {}
        for resource in inventory.of(*ROUTES, *LISTENER_OWNERS):
            for reference in references(resource):
                if reference.crosses_namespaces:
                    self._into.setdefault(reference.namespace, []).append(reference)
                    self._out_of.setdefault(resource.namespace, []).append(reference)

    def into(self, grant: Resource) -> list[Reference]:
        """The references to objects beside a grant."""
        return [item for item in self._into.get(grant.namespace, ()) if item.source.shares_scope(grant)]

    def out_of(self, grant: Resource) -> list[Reference]:
        """The references of resources beside a grant to other namespaces."""
        return [item for item in self._out_of.get(grant.namespace, ()) if item.source.shares_scope(grant)]

    def is_refused(self, reference: Reference) -> bool:
        """Whether no grant lets a reference through."""
        return not self._grants.permit(reference)


def permits(grant: Resource, reference: Reference) -> bool:
    """Whether a grant, wherever it lies, names both ends of a reference."""
    ends = (("from", _source(reference)), ("to", _target(reference)))
    return all(any(not _unmet(item, side, subject) for item in grant.spec[side].items()) for side, subject in ends)


def difference(grant: Resource, reference: Reference) -> Difference | None:
    """What keeps a grant from permitting a reference, where it is one field and no more."""
    ends = (("from", _source(reference)), ("to", _target(reference)))
    nearest: list[Difference] = []
    for side, subject in ends:
        entries = [_unmet(item, side, subject) for item in grant.spec[side].items()]
        if not entries:
            return None
        closest = min(entries, key=len)
        nearest.extend(closest)
    return nearest[0] if len(nearest) == 1 else None


def _source(reference: Reference) -> Subject:
    source = reference.source
    return source.group, source.kind, source.namespace or ""


def _target(reference: Reference) -> Subject:
    kind, _, group = reference.kind.partition(".")
    return group, kind, reference.name


def _unmet(item: Value, side: str, subject: Subject) -> list[Difference]:
    """The fields of an entry that do not name the subject. A `to` entry without a name means every object."""
    keys = ("group", "kind", "namespace" if side == "from" else "name")
    return [
        Difference(item[key], f"{side}.{key}", wanted)
        for key, wanted in zip(keys, subject, strict=True)
        if item[key].text != wanted and not item[key].is_templated and not (key == "name" and not item[key].text)
    ]
