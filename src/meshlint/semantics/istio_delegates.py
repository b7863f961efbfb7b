"""Delegates of VirtualServices: who may be one, and which of its routes survive the merge into the root.

Each match of a delegate's route has to lie within a match of the root, or the route is dropped; a regular expression on either
side conflicts with any condition on the other.
Source: istio pilot/pkg/model/virtualservice.go (mergeVirtualServicesIfNeeded, mergeHTTPMatchRequests, hasConflict).
"""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.manifests.hosts import EVERYWHERE, resource_exports
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_routes import VIRTUAL_SERVICE, http_routes

_STRINGS = ("uri", "scheme", "method", "authority")


def would_be_read(route: Value, inventory: Inventory) -> bool:
    """Whether what was read is evidence: a delegate of that namespace would be among the files."""
    namespace = route.get("delegate", "namespace").text or route.resource.namespace
    if inventory.complete:
        return True
    if namespace is None or "VirtualService" in inventory.templated_kinds:
        return False
    others = (item for item in inventory.of(VIRTUAL_SERVICE) if item.namespace == namespace and item is not route.resource)
    return any(item.shares_scope(route.resource) and not list(item.at("spec", "hosts").items()) for item in others)


def is_hidden(delegate: Resource, root: Resource) -> bool:
    """Whether a delegate's exportTo leaves out the namespace of the root."""
    exports = resource_exports(delegate)
    return root.namespace is not None and EVERYWHERE not in exports and root.namespace not in exports


def dropped(route: Value, delegate: Resource) -> Iterator[Value]:
    """The routes of a delegate of which a match lies within no match of the root's route."""
    above = list(route["match"].items())
    if above:
        for entry in http_routes(delegate):
            if any(all(_conflict(wide, narrow) for wide in above) for narrow in entry["match"].items()):
                yield entry


def _conflict(root: Value, leaf: Value) -> bool:
    if bool(root["ignoreUriCase"].raw) != bool(leaf["ignoreUriCase"].raw):
        return True
    if any(_strings_conflict(root[key], leaf[key]) for key in _STRINGS):
        return True
    ports = root["port"].integer, leaf["port"].integer
    if None not in ports and ports[0] != ports[1]:
        return True
    return any(
        _strings_conflict(condition, leaf[key][name])
        for key in ("headers", "withoutHeaders", "queryParams")
        for name, condition in root[key].entries()
    )


def _strings_conflict(root: Value, leaf: Value) -> bool:
    if not root.mapping or not leaf.mapping:
        return False
    if any(item.is_templated for side in (root, leaf) for _, item in side.entries()):
        return False
    if root["regex"].text or leaf["regex"].text:
        return True
    exact, prefix = root["exact"].text, root["prefix"].text
    if exact:
        return leaf["exact"].text != exact
    return bool(prefix) and not (leaf["prefix"].text or leaf["exact"].text).startswith(prefix)
