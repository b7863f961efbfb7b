"""Facts about the Istio mesh of a run: its MeshConfig, its release, the protocols of its services."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from itertools import chain

from meshlint.manifests.inventory import Inventory, are_alternatives
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_retries import default_conditions
from meshlint.semantics.targets import Release, Targets

MESH_CONFIG = "MeshConfig.mesh-config"
GRPC_PROTOCOLS = frozenset(("grpc", "grpc-web", "http2", "h2c", "kubernetes.io/h2c"))


class IstioMesh:
    """What Istio is told mesh-wide. One instance a run: `context.shared(IstioMesh)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._targets = targets

    @cached_property
    def configs(self) -> list[Resource]:
        """Every MeshConfig that was read, from whichever carrier."""
        return self._inventory.of(MESH_CONFIG)

    def release(self, beside: Resource) -> Release:
        """The Istio release to judge a resource by."""
        return self._targets.release("istio", beside)

    def compatibility(self, beside: Resource) -> Release | None:
        """`compatibilityVersion` of the installation, where it is set."""
        for values in self._inventory.of("HelmValues.istio"):
            release = Release.parse(str(values.at("compatibilityVersion").raw or ""))
            if release is not None and values.shares_scope(beside):
                return release
        return None

    def default_retry_conditions(self, beside: Resource) -> list[str]:
        """The conditions of a retry policy that names none, in the release that `beside` is for."""
        return default_conditions(self.release(beside), self.compatibility(beside))

    def setting(self, *keys: str, beside: Resource | None = None) -> Value | None:
        """A key of the first MeshConfig that sets it.

        With `beside`, one of that resource's scope is preferred, and those of other samples or environments are left out.
        """
        found = self._settings(keys)
        if beside is None:
            return next(iter(found), None)
        near = (value for value in found if value.resource.shares_scope(beside))
        others = (value for value in found if not are_alternatives(value.resource, beside))
        return next(chain(near, others), None)

    @cached_property
    def _settings(self) -> Callable[[tuple[str, ...]], list[Value]]:
        return lru_cache(maxsize=64)(lambda keys: [config.at(*keys) for config in self.configs if config.at(*keys)])

    @cached_property
    def root_namespace(self) -> str:
        """The namespace whose policies hold for the whole mesh."""
        value = self.setting("rootNamespace")
        return value.text if value is not None and value.text else "istio-system"

    def speaks_grpc(self, route: Value) -> bool:
        """Whether a destination of a route is known to take gRPC: by appProtocol, port name, or a ServiceEntry's protocol."""
        return self._speaks_grpc(route)

    @cached_property
    def _speaks_grpc(self) -> Callable[[Value], bool]:
        """Remembers the routes of late: the rules on a resource ask one after another."""
        return lru_cache(maxsize=256)(lambda route: any(self._is_grpc(item["destination"]) for item in route["route"].items()))

    def _is_grpc(self, destination: Value) -> bool:
        number = destination.get("port", "number").integer
        entries = self._inventory.hosts.lookup(destination["host"].text, destination.resource.namespace)
        return any(
            port_protocol(port) in GRPC_PROTOCOLS
            for entry in entries
            for port in entry.ports
            if number is None or entry.port_number(port) == number
        )


def port_protocol(port: Value) -> str:
    """The protocol that Istio reads off a port, in lower case: appProtocol, else `protocol` of a ServiceEntry, else the name.

    A port name is `<protocol>` or `<protocol>-<suffix>`. Source: istio pkg/config/protocol and pkg/config/kube/conversion.go.
    """
    application = port["appProtocol"].text
    if application:
        return application.lower()
    if port.has("number"):
        return port["protocol"].text.lower()
    name = port["name"].text.lower()
    return "grpc-web" if name.startswith("grpc-web") else name.partition("-")[0]
