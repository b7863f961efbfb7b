"""What only the other entries show of ServiceIntentions: rivals for a destination, unknown providers, what stays allowed.

Source: consul-k8s control-plane/api/v1alpha1/serviceintentions_webhook.go (Handle), serviceintentions_types.go, mesh_types.go
(RequestNormalizationMeshConfig); consul agent/structs/config_entry_intentions.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.consul import DEFAULTS, GROUP
from meshlint.semantics.consul_edition import ConsulEdition
from meshlint.semantics.consul_faults import REFUSED, are_together, fault, set_fields
from meshlint.semantics.consul_intentions import INTENTIONS
from meshlint.semantics.kept_faults import Fault, KeptFaults
from meshlint.semantics.places import OncePerPlace
from meshlint.semantics.suggestions import perhaps
from meshlint.semantics.targets import Targets

PROVIDER = f"JWTProvider.{GROUP}"
MESH = f"Mesh.{GROUP}"
_MOST = 200  # entries of one destination that are compared
_PATHS = ("pathExact", "pathPrefix", "pathRegex")


class ConsulIntentionsBeside(KeptFaults):
    """The faults of intentions, and of policies that name providers: `context.shared(ConsulIntentionsBeside)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        super().__init__(inventory, targets)
        self._edition = inventory.shared(ConsulEdition, targets)
        self._first_allowing = OncePerPlace(self._find_first_allowing)

    def walk(self, resource: Resource) -> Iterator[Fault]:
        """What is wrong with a resource among the others."""
        for jwt in _requirements(resource):
            for provider in jwt["providers"].items():
                yield from self._provider(provider["name"])
        if resource.full_kind == INTENTIONS:
            yield from self._rival(resource)
            yield from self._name(resource)
            yield from self._paths(resource)
            yield from self._default(resource)

    def _provider(self, name: Value) -> Iterator[Fault]:
        if not name.text or name.is_templated or "JWTProvider" in self.inventory.templated_kinds:
            return
        beside = [item for item in self.inventory.of(PROVIDER) if item.shares_scope(name.resource)]
        if (beside or self.inventory.complete) and all(item.name != name.text for item in beside):
            text = f"No JWTProvider '{name.text}' exists, so that no token can be verified."
            yield fault("intentions-jwt-provider-undefined", name, text + perhaps(name.text, (item.name for item in beside)))

    @cached_property
    def _by_destination(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for item in self.inventory.of(INTENTIONS):
            name = item.spec.get("destination", "name")
            if name.text and not name.is_templated:
                found.setdefault(name.text, []).append(item)
        for rivals in found.values():
            rivals.sort(key=lambda item: (item.document.path, item.document.index, item.layers[0].prefix))
        return found

    def _rival(self, intentions: Resource) -> Iterator[Fault]:
        destination = intentions.spec["destination"]
        place = self._place(intentions)
        for rival in self._by_destination.get(destination["name"].text, ())[:_MOST]:
            if rival is intentions:
                return
            same_object = (rival.name, rival.namespace) == (intentions.name, intentions.namespace)
            if same_object or not are_together(rival, intentions) or self._place(rival) != place:
                continue
            text = f"'{rival.name}' has the destination '{destination['name'].text}' already, and one destination has one entry"
            yield fault("intentions-duplicate-destination", destination["name"], f"{text}: {REFUSED}.")
            return

    def _place(self, intentions: Resource) -> tuple[str | None, ...]:
        """What keeps two entries of one destination apart: nothing, where all namespaces share one of Consul's."""
        mirrors = self._edition.mirrors(intentions)
        namespace = intentions.spec.get("destination", "namespace").text
        if mirrors is False:
            return ()
        return (namespace or intentions.namespace,) if mirrors else (namespace, intentions.namespace)

    def _name(self, intentions: Resource) -> Iterator[Fault]:
        """Copies of another service's intentions, whose destination cannot be corrected later."""
        name = intentions.spec.get("destination", "name")
        if name.text in ("", "*", intentions.name) or name.is_templated:
            return
        inventory = self.inventory
        if any(inventory.find(kind, intentions.name, intentions.namespace) for kind in ("Service", DEFAULTS)):
            text = f"'{intentions.name}' is a service, and these are intentions of '{name.text}': later it cannot be changed."
            yield fault("intentions-immutable-name", name, text)

    def _paths(self, intentions: Resource) -> Iterator[Fault]:
        meshes = [item for item in self.inventory.of(MESH) if item.shares_scope(intentions)]
        merges = (item.spec.get("http", "incoming", "requestNormalization", "mergeSlashes") for item in meshes)
        if (not meshes and not self.inventory.complete) or any(value.raw is True or value.is_templated for value in merges):
            return
        for source in intentions.spec["sources"].items():
            for permission in source["permissions"].items():
                found = set_fields(permission["http"], *_PATHS)
                if found:
                    text = "The Mesh entry does not set 'mergeSlashes', so that a path with '//' may pass this match by."
                    yield Fault("intentions-path-without-normalization", permission["http"][found[0]].key, text)
                    return

    def _default(self, intentions: Resource) -> Iterator[Fault]:
        """Once: on the first intentions that allow, where all else is allowed as well."""
        if self._edition.manages_acls(intentions) is not False:
            return
        if self._first_allowing(intentions) is not intentions:
            return
        allow = next(filter(None, map(_allowed, intentions.spec["sources"].items())), None)
        if allow is not None:
            text = "Without ACLs and without an intention that denies '*' to '*', what no intention names is allowed too."
            yield fault("intentions-no-default-deny", allow, text)

    def _find_first_allowing(self, beside: Resource) -> Resource | None:
        """The first intentions beside a resource that allow anything; None where some deny everything else."""
        first: Resource | None = None
        for item in self.inventory.of(INTENTIONS):
            if not item.shares_scope(beside):
                continue
            if _denies_all(item):
                return None
            if first is None and any(_allowed(source) is not None for source in item.spec["sources"].items()):
                first = item
        return first


def _requirements(resource: Resource) -> Iterator[Value]:
    yield resource.spec["jwt"]
    yield resource.spec.get("override", "jwt")
    yield resource.spec.get("default", "jwt")
    for source in resource.spec["sources"].items():
        for permission in source["permissions"].items():
            yield permission["jwt"]


def _denies_all(intentions: Resource) -> bool:
    sources = intentions.spec["sources"].items()
    everything = intentions.spec.get("destination", "name").text == "*"
    return everything and any(source["name"].text == "*" and source["action"].text == "deny" for source in sources)


def _allowed(source: Value) -> Value | None:
    """Where a source is allowed something."""
    if source["action"].text == "allow":
        return source["action"]
    found = (item["action"] for item in source["permissions"].items() if item["action"].text == "allow")
    return next(found, None)
