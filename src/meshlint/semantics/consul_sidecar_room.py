"""What injected pods must leave to Consul's sidecar: its ports, and the time to shut down.

Source: consul-k8s control-plane/connect-inject: constants/constants.go, webhook/mesh_webhook.go (ports of exposed probes),
webhook/consul_dataplane_sidecar.go, lifecycle/lifecycle_configuration.go; charts/consul/values.yaml
(connectInject.sidecarProxy.lifecycle).
"""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.findings import Severity
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.manifests.workloads import Workload, workload_of
from meshlint.semantics.consul import GROUP, ConsulMesh
from meshlint.semantics.consul_values import setting
from meshlint.semantics.go_booleans import FALSE, TRUE
from meshlint.semantics.kept_faults import Fault, KeptFaults
from meshlint.semantics.targets import Targets

_ALWAYS = {
    15001: "takes what the application sends",
    19000: "is Envoy's administration",
    20000: "takes what comes from the mesh",
    20600: "is asked to shut down",
}
_SOMETIMES = {20200: "shows metrics", 20300: "answers liveness probes", 20400: "answers readiness probes"}
_LIFECYCLE = "connectInject.sidecarProxy.lifecycle"
_SWITCH, _GRACE = f"{GROUP}/enable-sidecar-proxy-lifecycle", f"{GROUP}/sidecar-proxy-lifecycle-shutdown-grace-period-seconds"
_DEFAULT_SECONDS = 30  # of the chart, for the sidecar, and of Kubernetes, for the pod


class ConsulSidecarRoom(KeptFaults):
    """The faults of injected pods that take the sidecar's ports, or end before it does."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        super().__init__(inventory, targets)
        self._mesh = inventory.shared(ConsulMesh, targets)

    def walk(self, resource: Resource) -> Iterator[Fault]:
        workload = workload_of(resource)
        if workload is not None and self._mesh.injection(workload) is not None:
            yield from _ports(workload)
            yield from self._shutdown(workload)

    def _shutdown(self, workload: Workload) -> Iterator[Fault]:
        """The sidecar drains for a while, and the pod ends when its own time is up."""
        values = self._mesh.values(workload.resource)
        if len(values) > 1 or any(item.partial for item in values) or not _drains(workload, values):
            return
        own, whole = workload.annotation(_GRACE), workload.pod_spec["terminationGracePeriodSeconds"]
        default = setting(values[0], f"{_LIFECYCLE}.defaultShutdownGracePeriodSeconds") if values else None
        drained, ended = _seconds(own, default), _seconds(whole, None)
        if drained is None or ended is None or drained < ended or not (own or whole or default):
            return
        place = own.place if own else whole.place if whole else workload.resource.at("metadata", "name").place
        message = f"The sidecar drains for {drained} seconds, and the pod is killed after {ended}: open requests are cut off."
        yield Fault("lifecycle-grace-period", place, message, Severity.NOTE if drained == ended else None)


def _drains(workload: Workload, values: list[Resource]) -> bool:
    """Whether the sidecar shuts down in order, as it does unless it is told otherwise."""
    own = workload.annotations.get(_SWITCH)
    if own is not None:
        return own in TRUE
    said = [setting(item, f"{_LIFECYCLE}.defaultEnabled").raw for item in values]
    return all(raw in (None, True) or str(raw) not in FALSE for raw in said)


def _seconds(value: Value, default: Value | None) -> int | None:
    """What is written, else the default; None where it is no number."""
    if not value:
        return _seconds(default, None) if default else _DEFAULT_SECONDS
    text = value.text
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else value.integer


def _ports(workload: Workload) -> Iterator[Fault]:
    for port in workload.ports():
        number = port["containerPort"]
        if port["protocol"].raw not in (None, "", "TCP") or number.integer is None:
            continue
        if number.integer in _ALWAYS:
            message = f"At {number.integer} the sidecar {_ALWAYS[number.integer]}: one of the two cannot listen."
            yield Fault("app-port-conflict", number.place, message)
        elif number.integer in _SOMETIMES:
            message = (
                f"At {number.integer} the sidecar {_SOMETIMES[number.integer]}, where that is on: one of the two cannot listen."
            )
            yield Fault("app-port-conflict", number.place, message, Severity.NOTE)
