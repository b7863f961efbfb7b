"""What the Mesh entry says of all sidecars, and where entries of Consul work against each other.

Source: consul agent/structs/config_entry_mesh.go (validateTLSConfig, AllowEnablingPermissiveMutualTLS),
agent/consul/discoverychain/compile.go (recordServiceProtocol); consul-k8s control-plane/api/v1alpha1/mesh_types.go,
control-plane/api/common/configentry_webhook.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from meshlint.findings import Severity
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.consul import DEFAULTS, GROUP, ROUTER
from meshlint.semantics.consul_edition import ConsulEdition
from meshlint.semantics.consul_fields import is_blank
from meshlint.semantics.kept_faults import Fault, KeptFaults
from meshlint.semantics.places import OncePerPlace
from meshlint.semantics.targets import Targets

MESH = f"Mesh.{GROUP}"
PROXY_DEFAULTS = f"ProxyDefaults.{GROUP}"
TERMINATING = f"TerminatingGateway.{GROUP}"
INTENTIONS = f"ServiceIntentions.{GROUP}"
_SPLITTER, _RESOLVER = f"ServiceSplitter.{GROUP}", f"ServiceResolver.{GROUP}"
_CHAIN = (ROUTER, _SPLITTER, _RESOLVER)
_JSON = ("envoyListenerJSON", "envoyClusterJSON")
_VERSIONS = ("TLSv1_0", "TLSv1_1", "TLSv1_2", "TLSv1_3")


class ConsulEntries(KeptFaults):
    """The faults of Mesh entries, and those of defaults that only other entries show."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        super().__init__(inventory, targets)
        self._edition = inventory.shared(ConsulEdition, targets)
        self._allows_permissive = OncePerPlace(self._find_permission)
        self._protocol = OncePerPlace(self._find_protocol)
        self._links = OncePerPlace(self._find_links)
        self._chain = OncePerPlace(lambda beside: self._beside(beside, *_CHAIN)[:1])

    def walk(self, resource: Resource) -> Iterator[Fault]:
        if resource.full_kind == MESH:
            yield from self._mesh_entry(resource)
            return
        yield from self._permissive(resource)
        if resource.full_kind == DEFAULTS:
            yield from self._hidden_protocol(resource)
            yield from self._ignored_overrides(resource)
            yield from self._unlinked_destination(resource)

    def _mesh_entry(self, mesh: Resource) -> Iterator[Fault]:
        only = mesh.spec.get("transparentProxy", "meshDestinationsOnly")
        if only.raw is not True and not only.is_templated:
            message = "Transparent proxies pass on what is for no service of the mesh: pods reach any address."
            yield Fault("mesh-destinations-open", only.place if only.exists else mesh.at("kind").place, message)
        sanitizes = mesh.spec.get("http", "sanitizeXForwardedClientCert")
        if mesh.spec["http"].mapping and sanitizes.raw is not True and not sanitizes.is_templated:
            message = "What clients write into 'X-Forwarded-Client-Cert' is passed on to applications that may trust it."
            place = sanitizes.place if sanitizes.exists else mesh.spec["http"].key
            yield Fault("mesh-xfcc-not-sanitized", place, message)
        through = mesh.spec.get("peering", "peerThroughMeshGateways")
        partition = self._edition.partition(mesh) if through.raw is True else ""
        if partition not in (None, "", "default"):
            message = (
                f"Peering through mesh gateways is for the default partition to set: in '{partition}' the webhook refuses it."
            )
            yield Fault("mesh-peering-partition", through.place, message)

    def _beside(self, resource: Resource, *kinds: str) -> list[Resource]:
        return [item for item in self.inventory.of(*kinds) if item.shares_scope(resource)]

    def _permissive(self, defaults: Resource) -> Iterator[Fault]:
        mode = defaults.spec["mutualTLSMode"]
        if mode.text == "permissive" and not self._allows_permissive(defaults):
            message = (
                "Without 'allowEnablingPermissiveMutualTLS' in the Mesh entry, Consul refuses 'permissive': this is never synced."
            )
            yield Fault("permissive-mtls-not-allowed", mode.place, message)

    def _find_permission(self, beside: Resource) -> bool:
        """Whether a Mesh entry allows it; where none was read, one may be elsewhere."""
        meshes = self._beside(beside, MESH)
        said = [item.spec["allowEnablingPermissiveMutualTLS"] for item in meshes]
        return any(value.raw is True or value.is_templated for value in said) or not (meshes or self.inventory.complete)

    def _hidden_protocol(self, defaults: Resource) -> Iterator[Fault]:
        """An entry without a protocol makes its service tcp, whatever the global one is."""
        protocol, spec = defaults.spec["protocol"], defaults.spec
        if not is_blank(protocol) or spec["destination"] or spec.is_templated:
            return
        hidden = self._protocol(defaults)
        if hidden:
            message = f"Without 'protocol' this entry makes '{defaults.name}' tcp, and hides the '{hidden}' of the ProxyDefaults."
            severity = Severity.ERROR if self._needs_http(defaults) else None
            place = protocol.key if protocol.exists else spec.key if spec.exists else defaults.at("kind").place
            yield Fault("servicedefaults-protocol-unset", place, message, severity)

    def _find_protocol(self, beside: Resource) -> str:
        """The protocol above tcp that ProxyDefaults give to every service; "" without."""
        found = (item.spec.get("config", "protocol").text.lower() for item in self._beside(beside, PROXY_DEFAULTS))
        return next((protocol for protocol in found if protocol in ("http", "http2", "grpc")), "")

    def _needs_http(self, defaults: Resource) -> bool:
        """Whether routes, splits or intentions by request are there for the same service."""
        entries = [item for kind in (ROUTER, _SPLITTER) for item in self.inventory.find(kind, defaults.name, defaults.namespace)]
        entries += [item for item in self._by_request.get(defaults.name, ()) if item.namespace in (None, defaults.namespace)]
        return any(item.shares_scope(defaults) for item in entries)

    @cached_property
    def _by_request(self) -> dict[str, list[Resource]]:
        """Intentions that look at requests, by the service that they protect."""
        found: dict[str, list[Resource]] = {}
        for item in self.inventory.of(INTENTIONS):
            if any(source["permissions"].raw for source in item.spec["sources"].items()):
                found.setdefault(item.spec.get("destination", "name").text, []).append(item)
        return found

    def _ignored_overrides(self, defaults: Resource) -> Iterator[Fault]:
        """Envoy's JSON for an upstream, which counts only where no entry of a discovery chain exists for it."""
        upstreams = defaults.spec["upstreamConfig"]
        for upstream in upstreams["overrides"].items():
            name, namespace = upstream["name"].text, upstream["namespace"].text or defaults.namespace
            if name and not upstream["peer"] and _has_json(upstream):
                entries = [item for kind in _CHAIN for item in self.inventory.find(kind, name, namespace)]
                yield from _ignored(upstream, [item for item in entries if item.shares_scope(defaults)])
        if _has_json(upstreams["defaults"]):
            yield from _ignored(upstreams["defaults"], self._chain(defaults))

    def _unlinked_destination(self, defaults: Resource) -> Iterator[Fault]:
        destination = defaults.spec["destination"]
        if destination.mapping and not {"*", defaults.name} & (links := self._links(defaults)) and links:
            message = f"No TerminatingGateway links '{defaults.name}': sidecars reach an external destination through one only."
            yield Fault("destination-without-terminating-gateway", destination.key, message)

    def _find_links(self, beside: Resource) -> frozenset[str]:
        """The services that terminating gateways link; `*` where one of them cannot be told, none where no gateway was read."""
        gateways = self._beside(beside, TERMINATING)
        names = [service["name"] for item in gateways for service in item.spec["services"].items()]
        return frozenset("*" if name.is_templated else name.text for name in names) | {""} if gateways else frozenset()


def _has_json(upstream: Value) -> bool:
    return any(upstream[key].text for key in _JSON)


def _ignored(upstream: Value, chain: list[Resource]) -> Iterator[Fault]:
    for value in (upstream[key] for key in _JSON if chain and upstream[key].text):
        entry = chain[0]
        message = f"'{value.path[-1]}' is ignored for '{entry.name}': its {entry.kind} gives the upstream a discovery chain."
        yield Fault("upstream-escape-hatch-ignored", value.key, message)


class ConsulTls(KeptFaults):
    """Versions and cipher suites of TLS that the server refuses together, in Mesh entries and ingress gateways."""

    def walk(self, resource: Resource) -> Iterator[Fault]:
        tls = resource.spec["tls"]
        listeners = (listener["tls"] for listener in resource.spec["listeners"].items())
        for settings in (tls["incoming"], tls["outgoing"]) if resource.full_kind == MESH else (tls, *listeners):
            yield from _range(settings)


def _range(tls: Value) -> Iterator[Fault]:
    low, high, suites = tls["tlsMinVersion"], tls["tlsMaxVersion"], tls["cipherSuites"]
    if low.text in _VERSIONS and high.text in _VERSIONS and _VERSIONS.index(high.text) < _VERSIONS.index(low.text):
        message = f"'{high.text}' is below the least version, '{low.text}': Consul refuses the entry, which is never synced."
        yield Fault("tls-version-range", high.place, message)
    if low.text == "TLSv1_3" and suites.raw and isinstance(suites.raw, list):
        message = "Cipher suites can be chosen up to TLS 1.2; with 'TLSv1_3' as the least version Consul refuses the entry."
        yield Fault("tls-version-range", suites.key, message)
