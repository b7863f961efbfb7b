"""What Gateway API objects refer to, with the API's defaults filled in: parents, backends, certificates.

Source: gateway-api apis/v1/shared_types.go (ParentReference, BackendObjectReference), object_reference_types.go
(SecretObjectReference), httproute_types.go (filters that name a backend).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.gateway_routes import GATEWAY, GROUP, Parent, parents

ROUTES = tuple(f"{kind}.{GROUP}" for kind in ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"))
LISTENER_SET = f"ListenerSet.{GROUP}"
LISTENER_SETS = (LISTENER_SET, "XListenerSet.gateway.networking.x-k8s.io")
LISTENER_OWNERS = (GATEWAY, *LISTENER_SETS)
REFERENCE_GRANT = f"ReferenceGrant.{GROUP}"
SERVICE = "Service"
SECRET = "Secret"
BACKEND, MIRROR, AUTH = "backend", "mirror", "authorization"
_CORE = ("", "core")


class Reference(NamedTuple):
    """A reference to an object. `kind` is the full kind, `Service` or `Kind.group`; `role` is what it is used for.

    `namespace` is that of the object: None where the referring resource's own is meant and unknown.
    """

    kind: str
    name: str
    namespace: str | None
    value: Value
    role: str = BACKEND

    @property
    def source(self) -> Resource:
        """The resource that refers."""
        return self.value.resource

    @property
    def port(self) -> int | None:
        """The port by which a backend is reached, where it is a number."""
        return self.value["port"].integer

    @property
    def crosses_namespaces(self) -> bool:
        """Whether the object is known to be in another namespace than the resource that refers."""
        return self.source.namespace is not None and self.namespace is not None and self.source.namespace != self.namespace

    @property
    def shown(self) -> str:
        """The object as messages name it: `namespace/name`, or the name alone."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


def reference(value: Value, default_kind: str, role: str = BACKEND) -> Reference | None:
    """The object that a reference means; None where it has no name, or parts of it are placeholders.

    A group that is not written is the core group; "core" is taken for it too, as Linkerd and Istio do.
    """
    parts = [value[key] for key in ("group", "kind", "name", "namespace")]
    group, kind, name, namespace = parts
    if not name.text or any(part.is_templated for part in parts):
        return None
    short = kind.text or default_kind
    full = short if group.text in _CORE else f"{short}.{group.text}"
    return Reference(full, name.text, namespace.text or value.resource.namespace, value, role)


def backend_values(route: Resource) -> Iterator[tuple[Value, str]]:
    """Every place of a route that names a backend, with its role: rules, mirrors, external authorization."""
    for rule in route.spec["rules"].items():
        yield from _filter_values(rule)
        for backend in rule["backendRefs"].items():
            yield backend, BACKEND
            yield from _filter_values(backend)


def _filter_values(holder: Value) -> Iterator[tuple[Value, str]]:
    for item in holder["filters"].items():
        for key, role in (("requestMirror", MIRROR), ("externalAuth", AUTH)):
            if item.get(key, "backendRef"):
                yield item.get(key, "backendRef"), role


def backends(route: Resource) -> Iterator[Reference]:
    """The objects that a route sends requests to."""
    for value, role in backend_values(route):
        found = reference(value, SERVICE, role)
        if found is not None:
            yield found


def certificates(owner: Resource) -> Iterator[Reference]:
    """The certificates that the listeners of a Gateway or ListenerSet serve."""
    for listener in owner.spec["listeners"].items():
        for value in listener.get("tls", "certificateRefs").items():
            found = reference(value, SECRET, "certificate")
            if found is not None:
                yield found


def client_certificates(gateway: Resource) -> Iterator[Reference]:
    """The certificates that a Gateway shows to its backends, and the authorities it asks of clients."""
    tls = gateway.spec["tls"]
    values = [(tls.get("backend", "clientCertificateRef"), SECRET)]
    blocks = [tls.get("frontend", "default", "validation")]
    blocks.extend(item.get("tls", "validation") for item in tls.get("frontend", "perPort").items())
    values.extend((value, "ConfigMap") for block in blocks for value in block["caCertificateRefs"].items())
    for value, kind in values:
        found = reference(value, kind, "certificate")
        if found is not None:
            yield found


def references(resource: Resource) -> Iterator[Reference]:
    """Every reference of a resource that a ReferenceGrant may have to permit."""
    if resource.full_kind in ROUTES:
        yield from backends(resource)
    elif resource.full_kind in LISTENER_OWNERS:
        yield from certificates(resource)
        yield from client_certificates(resource)


def named_parents(route: Resource) -> Iterator[Parent]:
    """The parents of a route that have a name, without placeholders."""
    for parent in parents(route):
        if parent.name and not any(parent.value[key].is_templated for key in ("group", "kind", "name", "namespace")):
            yield parent


def is_mesh_only(route: Resource) -> bool:
    """Whether a route only shapes traffic inside the mesh: it has parents, and all are Services or the like."""
    found = parents(route)
    return bool(found) and all(parent.is_mesh for parent in found)
