"""Which releases of the Gateway API serve which versions of its kinds, and which have a field.

Source: config/crd of kubernetes-sigs/gateway-api at the tags v0.8.1 to v1.6.1; CHANGELOG for what was before.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from meshlint.findings import Path
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.gateway_api_types import Availability, availability, fields, is_type, root_type
from meshlint.semantics.gateway_routes import GROUP

NEWEST = (1, 6)
X_GROUP = "gateway.networking.x-k8s.io"
FIRST_GROUP = "networking.x-k8s.io"
Line = tuple[int, int]


class Served(NamedTuple):
    """The releases that serve a version of a kind, and what took its place."""

    since: Line
    last: Line | None = None
    successor: str = ""


_EARLY = {"v1alpha2": Served((0, 4), (0, 7), "v1"), "v1beta1": Served((0, 5)), "v1": Served((1, 0))}
_CONNECTION = {"v1alpha2": Served((0, 4)), "v1": Served((1, 6))}
SERVED: dict[str, dict[str, Served]] = {
    f"GatewayClass.{GROUP}": _EARLY,
    f"Gateway.{GROUP}": _EARLY,
    f"HTTPRoute.{GROUP}": _EARLY,
    f"ReferenceGrant.{GROUP}": {
        "v1alpha2": Served((0, 5), (1, 1), "v1beta1"),
        "v1beta1": Served((0, 6)),
        "v1": Served((1, 5)),
    },
    f"GRPCRoute.{GROUP}": {"v1alpha2": Served((0, 6), (1, 1), "v1"), "v1": Served((1, 1))},
    f"TCPRoute.{GROUP}": _CONNECTION,
    f"UDPRoute.{GROUP}": _CONNECTION,
    f"TLSRoute.{GROUP}": {"v1alpha2": Served((0, 4)), "v1alpha3": Served((1, 4)), "v1": Served((1, 5))},
    f"BackendTLSPolicy.{GROUP}": {
        "v1alpha2": Served((1, 0), (1, 0), "v1"),
        "v1alpha3": Served((1, 1)),
        "v1": Served((1, 4)),
    },
    f"ListenerSet.{GROUP}": {"v1": Served((1, 5))},
    f"ReferencePolicy.{GROUP}": {"v1alpha2": Served((0, 4), (0, 6), "the kind ReferenceGrant")},
    f"BackendLBPolicy.{GROUP}": {"v1alpha2": Served((1, 1), (1, 2), "the kind XBackendTrafficPolicy")},
    f"XListenerSet.{X_GROUP}": {"v1alpha1": Served((1, 3), (1, 4), "the kind ListenerSet")},
    f"XBackendTrafficPolicy.{X_GROUP}": {"v1alpha1": Served((1, 3))},
    f"XMesh.{X_GROUP}": {"v1alpha1": Served((1, 4))},
    f"XBackend.{X_GROUP}": {"v1alpha1": Served((1, 6))},
}
"""Kind to version to the releases that serve it, in either channel."""

DEPRECATED: dict[tuple[str, str], Line] = {
    (f"TCPRoute.{GROUP}", "v1alpha2"): (1, 6),
    (f"UDPRoute.{GROUP}", "v1alpha2"): (1, 6),
    (f"TLSRoute.{GROUP}", "v1alpha2"): (1, 5),
    (f"TLSRoute.{GROUP}", "v1alpha3"): (1, 5),
    (f"BackendTLSPolicy.{GROUP}", "v1alpha3"): (1, 4),
}
"""Versions that the experimental channel marks as deprecated, and the standard channel does not serve, since a release."""

SUPERSEDED: dict[tuple[str, str], Line] = {
    (f"GatewayClass.{GROUP}", "v1beta1"): (1, 0),
    (f"Gateway.{GROUP}", "v1beta1"): (1, 0),
    (f"HTTPRoute.{GROUP}", "v1beta1"): (1, 0),
    (f"ReferenceGrant.{GROUP}", "v1beta1"): (1, 5),
}
"""Versions that are served as before, and have had v1 beside them since a release."""


def served(resource: Resource) -> Served | None:
    """What is known of a resource's version; None for a version that no release serves, or a kind that is not the API's."""
    return SERVED.get(resource.full_kind, {}).get(resource.version)


class DatedField(NamedTuple):
    """A field of a resource that some releases have and others do not."""

    value: Value
    known: Availability


@lru_cache(maxsize=8)  # the rules on a resource ask one after another
def dated_fields(resource: Resource) -> tuple[DatedField, ...]:
    """The fields of a resource that came or went, outermost first."""
    root = root_type(resource)
    return tuple(_dated(resource.spec, root)) if root else ()


def _dated(value: Value, name: str) -> Iterator[DatedField]:
    known = fields(name)
    for key, item in value.entries():
        expected = known.get(key)
        if expected is None or item.raw is None:
            continue
        found = availability(name, key)
        if found is not None:
            yield DatedField(item, found)
        inner = expected.item or expected
        if is_type(inner.name):
            for below in item.items() if expected.name == "list" else (item,):
                yield from _dated(below, inner.name)


def is_below(path: Path, outer: Path) -> bool:
    """Whether a path leads into the value at another one."""
    return len(path) > len(outer) and path[: len(outer)] == outer
