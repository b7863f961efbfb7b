"""Services as Istio reads them: the protocol of a port, whether a Service concerns the mesh, and the pods behind it.

Source: istio pkg/config/kube/conversion.go ConvertProtocol, pkg/config/protocol/instance.go Parse.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.manifests.workloads import Workload, workload_of
from meshlint.semantics.istio_ambient import MANAGED, AmbientMesh, is_waypoint_proxy
from meshlint.semantics.istio_injection import SYSTEM_NAMESPACES, SidecarInjection, Verdict, proxy_containers
from meshlint.semantics.istio_namespaces import MeshNamespaces
from meshlint.semantics.istio_policies import SelectorIndex, Subjects, are_labels
from meshlint.semantics.targets import Targets

_PROTOCOLS = frozenset("tcp udp grpc http http2 https http_proxy hbone tls mongo redis mysql".split())
_STANDARD = {"kubernetes.io/h2c": "http2", "kubernetes.io/ws": "http", "kubernetes.io/wss": "https"}
_KNOWN_TCP = frozenset((25, 53, 3306, 27017))  # SMTP, DNS, MySQL, MongoDB: TCP unless the port says otherwise
_GATEWAY_LABELS = frozenset((MANAGED, "istio.io/gateway-name", "operator.istio.io/component"))


def port_protocol(port: Value) -> str:
    """The protocol that Istio takes a Service's port for, in lower case; "" where it has to guess from the bytes.

    `appProtocol` hides the name, an empty one too.
    """
    if port["protocol"].text.upper() == "UDP":
        return "udp"
    named = named_protocol(port["appProtocol"].text if port.has("appProtocol") else port["name"].text)
    return named or ("tcp" if port["port"].integer in _KNOWN_TCP else "")


def named_protocol(name: str) -> str:
    """The protocol that an appProtocol or the name of a port stands for, by its text up to the first dash; "" for none."""
    lowered = name.lower()
    if name in _STANDARD:
        return _STANDARD[name]
    if lowered.startswith("grpc-web"):
        return "grpc-web"
    prefix = lowered.partition("-")[0]
    return prefix if prefix in _PROTOCOLS else ""


def target_port(port: Value) -> int | str | None:
    """The port of the pods that a Service's port leads to: a number, a name, or None for what is neither."""
    target = port["targetPort"]
    if target.text:
        return target.text
    return target.integer or port["port"].integer


def is_of_gateway(service: Resource) -> bool:
    """Whether a Service belongs to a gateway or to Istio itself, whose ports Istio knows."""
    labels = service.labels
    return "istio" in labels or labels.get("release") == "istio" or not _GATEWAY_LABELS.isdisjoint(labels)


class MeshServices:
    """The Services of a run and the pods behind them. One instance: `context.shared(MeshServices)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._subjects = inventory.shared(Subjects, targets)
        self._injection = inventory.shared(SidecarInjection, targets)
        self._ambient = inventory.shared(AmbientMesh, targets)
        self.namespaces = inventory.shared(MeshNamespaces, targets)
        self._workloads: dict[Resource, list[Workload]] = {}
        self._selecting: dict[Resource, list[Resource]] = {}

    def workloads(self, service: Resource) -> list[Workload]:
        """The workloads of the Service's own namespace that it selects; none without a selector that can be judged."""
        if service not in self._workloads:
            self._workloads[service] = list(self._selected(service))
        return self._workloads[service]

    def _selected(self, service: Resource) -> Iterator[Workload]:
        selector = service.at("spec", "selector")
        if are_labels(selector):
            for item in self._subjects.labelled(selector.mapping, service.namespace, service):
                if item.workload is not None and item.namespace == service.namespace:
                    yield item.workload

    def selecting(self, workload: Workload) -> list[Resource]:
        """The Services of a workload's namespace that select its pods."""
        found = self._selecting.get(workload.resource)
        if found is None:
            selected_by = self._by_selector.selecting(workload.labels, workload.namespace)
            found = self._selecting[workload.resource] = [item for item in selected_by if item.shares_scope(workload.resource)]
        return found

    def ports(self, resource: Resource) -> list[Value]:
        """The ports of all Services that select the pods of a workload in the mesh; a waypoint's pods take any."""
        workload = workload_of(resource)
        if workload is None or is_waypoint_proxy(workload) or not self.in_mesh(workload):
            return []
        return [port for service in self.selecting(workload) for port in service.at("spec", "ports").items()]

    def in_mesh(self, workload: Workload) -> bool:
        """Whether Istio carries the traffic of a workload: by a sidecar that it has or gets, or in ambient mode."""
        if proxy_containers(workload) or self._injection.verdict(workload) is Verdict.YES:
            return True
        return self._ambient.is_ambient(workload)

    def may_be_in_mesh(self, service: Resource) -> bool:
        """Whether Istio may read a Service for its pods: not in system namespaces, nor where all its pods are outside."""
        if service.namespace in SYSTEM_NAMESPACES:
            return False
        workloads = self.workloads(service)
        return not workloads or any(self.in_mesh(item) or self._is_unknown(item) for item in workloads)

    def _is_unknown(self, workload: Workload) -> bool:
        return self._injection.verdict(workload) is Verdict.UNKNOWN

    @cached_property
    def _by_selector(self) -> SelectorIndex:
        return SelectorIndex(self._inventory.of("Service"), lambda service: service.at("spec", "selector"))
