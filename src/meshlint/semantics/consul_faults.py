"""Faults of Consul's configuration entries as messages tell them, and what counts as set in an entry.

An entry is judged twice: by the admission webhook of consul-k8s, which refuses the object, and by Consul's servers, which refuse
the entry when it is synced, so that the object stays with `Synced: False` and what was there before goes on.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from meshlint.findings import Place, Severity
from meshlint.manifests.resource import SHARED, Resource
from meshlint.manifests.value import Value
from meshlint.semantics.enumerations import in_words
from meshlint.semantics.kept_faults import Fault

REFUSED = "the webhook refuses the object"
UNSYNCED = "Consul refuses the entry, and the object stays unsynced"


def fault(rule: str, at: Value, message: str, severity: Severity | None = None) -> Fault:
    """A fault at a value; at its key, where it is a mapping or a list."""
    on_key = isinstance(at.raw, (dict, list)) and isinstance(at.path[-1], str) if at.path else False
    return Fault(rule, Place(at.resource, at.path, on_key), message, severity)


def is_set(value: Value) -> bool:
    """Whether Consul sees a value there: neither absent, null, "", 0, false, [] nor a placeholder, which may turn out empty.

    An empty mapping counts: it is an object of its own in Consul's code.
    """
    return (bool(value.raw) or value.raw == {}) and not value.is_templated


def is_empty_text(value: Value) -> bool:
    """Whether a text is absent, null or ""."""
    return value.raw is None or value.raw == ""


def set_fields(value: Value, *names: str) -> list[str]:
    """Those of the fields of a mapping that are set, in this order."""
    return [name for name in names if is_set(value[name])]


def listed(names: Iterable[str], conjunction: str = "and") -> str:
    """Names in quotes, as a sentence lists them."""
    return in_words([f"'{name}'" for name in names], conjunction)


def are_together(one: Resource, other: Resource) -> bool:
    """Whether two objects are certain enough to be applied to one cluster for the one to be in the way of the other.

    Folders of environments, datacenters or a tutorial's steps define the same entries again, for clusters of their own: two files
    are taken to meet in one folder or kustomization only, and an object is never in the way of itself in another file.
    """
    here, there = one.document.path, other.document.path
    if not one.shares_scope(other):
        return False
    if here == there:
        return True
    is_kustomized = SHARED not in one.scopes and not one.scopes.isdisjoint(other.scopes)
    is_near = is_kustomized or posixpath.dirname(here) == posixpath.dirname(there)
    return is_near and (one.name, one.namespace) != (other.name, other.namespace)
