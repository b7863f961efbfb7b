"""How pods get into Consul's catalog: by the Services that select them, under the name that their ServiceAccount must have.

Source: consul-k8s control-plane/connect-inject/controllers/endpoints/endpoints_controller.go; subcommand/connect-init
(command.go: it waits for exactly one service, and compares its name with the ServiceAccount's); webhook/mesh_webhook.go
(checkUnsupportedMultiPortCases).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from meshlint.findings import Place, Severity
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import is_placeholder
from meshlint.manifests.workloads import Workload, workload_of
from meshlint.semantics.consul import GROUP, INJECT, ConsulMesh
from meshlint.semantics.consul_edition import ConsulEdition
from meshlint.semantics.consul_pods import TRANSPARENT
from meshlint.semantics.consul_values import setting
from meshlint.semantics.go_booleans import FALSE, TRUE
from meshlint.semantics.kept_faults import Fault, KeptFaults
from meshlint.semantics.service_selectors import ServiceSelectors
from meshlint.semantics.targets import Targets

_SERVICE, _KUBERNETES_SERVICE = f"{GROUP}/connect-service", f"{GROUP}/kubernetes-service"
_IGNORE = f"{GROUP}/service-ignore"
_METRICS = (f"{GROUP}/enable-metrics", f"{GROUP}/enable-metrics-merging")
_JOBS = ("Job", "CronJob")


class ConsulPodServices(KeptFaults):
    """The faults of injected pods that keep them from being registered."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        super().__init__(inventory, targets)
        self._mesh = inventory.shared(ConsulMesh, targets)
        self._edition = inventory.shared(ConsulEdition, targets)
        self._selectors = inventory.shared(ServiceSelectors, targets)
        self._knows = lru_cache(maxsize=None)(lambda namespace: inventory.knows_kind_in("Service", namespace))

    def walk(self, resource: Resource) -> Iterator[Fault]:
        workload = workload_of(resource)
        if workload is None or self._mesh.injection(workload) is None:
            return
        services = self._services(workload)
        yield from self._selected(workload, services)
        yield from self._service_account(workload, services)
        if resource.kind in _JOBS:
            yield from self._endless(workload)
        names = _names(workload)
        if len(names) > 1:
            yield from self._several_ports(workload)

    def _services(self, workload: Workload) -> list[Resource]:
        found = self._selectors.services_of(workload.labels, workload.namespace, workload.resource)
        return [service for service in found if service.labels.get(_IGNORE) not in TRUE]

    def _selected(self, workload: Workload, services: list[Resource]) -> Iterator[Fault]:
        annotations = workload.annotations
        if len(services) > 1 and _SERVICE not in annotations and _KUBERNETES_SERVICE not in annotations:
            listed = " and ".join(f"'{service.name}'" for service in services[:3])
            message = f"The Services {listed} select these pods, which Consul registers once: they do not start."
            yield Fault("injected-multiple-services", _marker(workload), message)
        elif not services and self._knows_services(workload):
            message = "No Service selects these pods: Consul does not register them, and their init container waits for ever."
            yield Fault("injected-pod-without-service", _marker(workload), message)

    def _knows_services(self, workload: Workload) -> bool:
        """Whether a Service for these pods would have been read."""
        inventory, resource = self.inventory, workload.resource
        if resource.kind in _JOBS or not workload.labels or any(map(is_placeholder, workload.labels.values())):
            return False
        if "Service" in inventory.templated_kinds or not self._knows(workload.namespace):
            return False
        named = inventory.find("Service", resource.name, workload.namespace)
        return all(service.at("spec", "selector").mapping for service in named) and not resource.at("metadata", "ownerReferences")

    def _service_account(self, workload: Workload, services: list[Resource]) -> Iterator[Fault]:
        if not self._edition.manages_acls(workload.resource):
            return
        spec = workload.pod_spec
        account = spec["serviceAccountName"] or spec["serviceAccount"]
        names = _names(workload) or [workload.annotations.get(_KUBERNETES_SERVICE, "")]
        if names == [""]:
            names = [service.name for service in services] if len(services) == 1 else []
        name = account.text or "default"
        if not names or name in names or any(map(is_placeholder, (name, *names))):
            return
        message = (
            f"With ACLs the ServiceAccount has the service's name, '{names[0]}'; this is '{name}', and the pods do not start."
        )
        yield Fault("acl-service-account-mismatch", account.place if account else spec.key, message)

    def _several_ports(self, workload: Workload) -> Iterator[Fault]:
        value = workload.annotation(_SERVICE)
        own = workload.annotation(TRANSPARENT)
        labels = self.inventory.namespace_labels(workload.namespace, workload.resource)
        if own.text in TRUE or (not own and labels is not None and TRANSPARENT not in labels and self._is_transparent(workload)):
            message = f"Pods of several services, '{value.text}', cannot have the transparent proxy: the webhook refuses them."
            yield Fault("multiport-tproxy", own.place if own else value.place, message)
        for key in _METRICS:
            switch = workload.annotation(key)
            if switch.text in TRUE:
                message = f"Pods of several services, '{value.text}', cannot have metrics from Consul: the webhook refuses them."
                yield Fault("multiport-tproxy", switch.place, message)

    def _is_transparent(self, workload: Workload) -> bool:
        """Whether the chart has pods redirected by default, as it does unless its values say otherwise."""
        found = self._mesh.values(workload.resource)
        said = [setting(values, "connectInject.transparentProxy.defaultEnabled") for values in found]
        return bool(found) and all(value.raw in (None, True) for value in said) and not any(values.partial for values in found)

    def _endless(self, workload: Workload) -> Iterator[Fault]:
        """Jobs that the sidecar keeps from ending: unless it runs as a native sidecar, or is told to stop."""
        native = any("dataplane-as-sidecar" in key and value not in FALSE for key, value in workload.annotations.items())
        values = self._mesh.values(workload.resource)
        native = native or any("dataplaneassidecar" in repr(item.at("connectInject").raw).lower() for item in values)
        said = repr([container.raw for container in workload.containers()])
        if native or "graceful_shutdown" in said or "20600" in said or not workload.pod_spec["containers"].raw:
            return
        job = workload.resource
        steps = ("spec",) if job.kind == "Job" else ("spec", "jobTemplate", "spec")
        severity = Severity.NOTE if job.at(*steps, "activeDeadlineSeconds") else None
        message = "Consul's sidecar goes on when the job is done, so that the pod never completes."
        yield Fault("job-sidecar", _marker(workload), message, severity)


def _names(workload: Workload) -> list[str]:
    """The services that the pods say they are, if they say so."""
    return [name.strip() for name in workload.annotations.get(_SERVICE, "").split(",") if name.strip()]


def _marker(workload: Workload) -> Place:
    """What has the pods injected: their annotation, or, where it is the chart's default, their name."""
    own = workload.annotation(INJECT)
    return own.key if own else workload.resource.at("metadata", "name").place
