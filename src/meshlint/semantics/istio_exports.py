"""exportTo: the namespaces that a resource says it is for.

Source: istio pkg/config/visibility/visibility.go; the annotation networking.istio.io/exportTo does the same for Services.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from meshlint.manifests.hosts import EXPORT_ANNOTATION
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value

_TOKENS = frozenset(("", "*", ".", "~"))
_ALWAYS_THERE = frozenset(("default", "kube-system", "kube-public", "kube-node-lease"))


def exported_to(resource: Resource) -> Iterator[tuple[str, Value]]:
    """The namespaces that a resource names in exportTo, or a Service in its annotation, each with its place."""
    if resource.full_kind == "Service":
        annotation = resource.at("metadata", "annotations", EXPORT_ANNOTATION)
        found = [(token.strip(), annotation) for token in annotation.text.split(",")]
    else:
        found = [(item.text, item) for item in resource.at("spec", "exportTo").items()]
    yield from ((name, at) for name, at in found if name not in _TOKENS and not at.is_templated)


def namespace_is_missing(name: str, inventory: Inventory) -> bool:
    """Whether no file and nothing in the configuration knows a namespace."""
    if name in inventory.known_namespaces or name in _ALWAYS_THERE:
        return False
    return not any(fnmatchcase(name, pattern) for pattern in inventory.world.externals.namespaces)
