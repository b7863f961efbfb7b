"""Whether the object that a Gateway API reference names is defined, and what speaks for it being missing."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from posixpath import dirname
from typing import NamedTuple

from meshlint.manifests.hosts import covers
from meshlint.manifests.inventory import Inventory, are_alternatives
from meshlint.manifests.resource import Resource
from meshlint.semantics.gateway_api_references import LISTENER_OWNERS, SERVICE
from meshlint.semantics.gateway_routes import GATEWAY
from meshlint.semantics.suggestions import perhaps

_INSTALLED = frozenset(("kube-system", "istio-system", "linkerd", "linkerd-viz", "consul"))  # by charts and tools, mostly


class Missing(NamedTuple):
    """An object that is not defined. `certain` says that there is more than the files' silence; `hint` names what is near."""

    certain: bool
    hint: str


class Definitions:
    """Looks up what references name. One instance a run: `context.shared(Definitions)`."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._inventory = inventory
        self._placed: dict[tuple[str, str | None], list[Resource]] = {}
        self._kinds: set[str] = set()
        self._names: dict[str, dict[str, set[str]]] = {}  # kind to name to namespaces
        self._generated = _generated_services(inventory)
        self._clusters = tuple(
            f"-{name}" for link in inventory.of("Link.multicluster.linkerd.io") if (name := link.spec["targetClusterName"].text)
        )

    def find(self, kind: str, name: str, namespace: str | None, beside: Resource) -> list[Resource]:
        """The objects that a reference can mean; those that share a cluster with `beside` where there are such."""
        found = self._inventory.find(kind, name, namespace)
        return [item for item in found if item.shares_scope(beside)] or found

    def beside(self, kind: str, name: str, namespace: str | None, resource: Resource) -> list[Resource]:
        """Of those, the ones by which a reference can be judged: what another sample defines answers it, and says no more."""
        return [item for item in self.find(kind, name, namespace, resource) if not are_alternatives(item, resource)]

    def missing(self, kind: str, name: str, namespace: str | None, beside: Resource) -> Missing | None:
        """Why an object is taken to be missing; None where it is defined, or nothing can be said."""
        if self.find(kind, name, namespace, beside) or self._is_made_elsewhere(kind, name, namespace):
            return None
        self._index(kind)
        elsewhere = sorted(self._names[kind].get(name, ()))
        if self._inventory.complete:
            return Missing(True, _hint(kind, elsewhere) or perhaps(name, self._near(kind, name, namespace)))
        if kind.partition(".")[0] in self._inventory.templated_kinds or namespace in _INSTALLED:
            return None
        shared = kind in LISTENER_OWNERS and elsewhere and namespace is not None
        if not shared and not self.is_populated(kind, namespace, beside):
            return None
        hint = _hint(kind, elsewhere) or perhaps(name, self._near(kind, name, namespace))
        return Missing(bool(hint), hint)

    def is_populated(self, kind: str, namespace: str | None, beside: Resource) -> bool:
        """Whether the files hold another object of the kind where a definition would be, so that absence means something.

        In an unknown namespace that is the same folder: what lies side by side is deployed together.
        """
        if self._inventory.complete:
            return True
        self._index(kind)
        found = [item for item in self._placed.get((kind, namespace), ()) if item.shares_scope(beside)]
        if namespace is None:
            return any(dirname(item.document.path) == dirname(beside.document.path) for item in found)
        return bool(found)

    def _near(self, kind: str, name: str, namespace: str | None) -> list[str]:
        """Names that a misspelt one may mean: not those of its siblings, such as `web-v2` of `web`."""
        known = [item.name for item in self._placed.get((kind, namespace), ()) if item.name]
        return [item for item in known if not (item.startswith(name) or name.startswith(item) or _stem(item) == _stem(name))]

    def _index(self, kind: str) -> None:
        if kind in self._kinds:
            return
        self._kinds.add(kind)
        names = self._names.setdefault(kind, {})
        for item in self._inventory.of(kind):
            self._placed.setdefault((kind, item.namespace), []).append(item)
            if item.namespace is not None:
                names.setdefault(item.name, set()).add(item.namespace)

    def _is_made_elsewhere(self, kind: str, name: str, namespace: str | None) -> bool:
        """Whether the configuration or a controller provides the object; Linkerd names what it mirrors and federates."""
        externals = self._inventory.world.externals
        if namespace is not None and any(fnmatchcase(namespace, pattern) for pattern in externals.namespaces):
            return True
        full = f"{namespace}/{name}"
        if kind == GATEWAY:
            return any(fnmatchcase(text, pattern) for pattern in externals.gateways for text in (full, name))
        if kind != SERVICE:
            return False
        host = f"{name}.{namespace}.svc.{self._inventory.world.cluster_domain}"
        if any(covers(pattern, text) for pattern in externals.hosts for text in (host, name)):
            return True
        if name.endswith((*self._clusters, "-federated")) or (name, namespace) == ("kubernetes", "default"):
            return True
        return any(None in (place, namespace) or place == namespace for place in self._generated.get(name, ()))


def _stem(name: str) -> str:
    return re.sub(r"\d+", "", name)


def _hint(kind: str, namespaces: list[str]) -> str:
    if len(namespaces) != 1:
        return ""
    return f" The {kind.partition('.')[0]} of that name is in '{namespaces[0]}'."


def _generated_services(inventory: Inventory) -> dict[str, set[str | None]]:
    """Services, by name, with the namespaces in which controllers make them of other objects.

    Source: Flagger pkg/canary and pkg/router (apex, primary, canary), Knative Serving (one Service per object), istiod
    (`<gateway>-<class>` for a Gateway).
    """
    found: dict[str, set[str | None]] = {}
    for canary in inventory.of("Canary.flagger.app"):
        for name in (canary.spec["service"]["name"].text, canary.spec["targetRef"]["name"].text):
            for suffix in ("", "-primary", "-canary") if name else ():
                found.setdefault(f"{name}{suffix}", set()).add(canary.namespace)
    for service in inventory.of("Service.serving.knative.dev"):
        found.setdefault(service.name, set()).add(service.namespace)
    for gateway in inventory.of(GATEWAY):
        name = f"{gateway.name}-{gateway.spec['gatewayClassName'].text}"
        found.setdefault(name, set()).add(gateway.namespace)
    return found
