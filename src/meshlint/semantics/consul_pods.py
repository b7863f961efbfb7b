"""What annotations of consul-k8s on pods, workloads, Namespaces and Services get wrong.

Source: consul-k8s control-plane/connect-inject: webhook/mesh_webhook.go (shouldInject), webhook/consul_dataplane_sidecar.go (the
sidecar's user and resources), webhook/redirect_traffic.go, common/common.go, lifecycle and metrics (strconv.ParseBool).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Any

from meshlint.findings import Severity
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.manifests.workloads import Workload, workload_of
from meshlint.semantics.consul import GROUP, INJECT, ConsulMesh
from meshlint.semantics.consul_values import setting
from meshlint.semantics.go_booleans import FALSE, TRUE
from meshlint.semantics.kept_faults import Fault, KeptFaults
from meshlint.semantics.quantities import quantity
from meshlint.semantics.targets import Targets

TRANSPARENT = f"{GROUP}/transparent-proxy"
_GATEWAY = f"{GROUP}/gateway-kind"
_NEVER_INJECTED = ("kube-system", "kube-public", "local-path-storage")
_SWITCHES = tuple(
    f"{GROUP}/{name}"
    for name in """
    transparent-proxy transparent-proxy-overwrite-probes enable-metrics enable-metrics-merging enable-sidecar-proxy-lifecycle
    enable-sidecar-proxy-lifecycle-shutdown-drain-listeners enable-consul-dataplane-as-sidecar consul-dns
    """.split()
)
_LENIENT = f"{GROUP}/use-proxy-health-check"
_EXCLUDED = f"{TRANSPARENT}-exclude"
_PORTS, _USERS = re.compile(r"\d{1,10}(:\d{1,10})?\Z"), re.compile(r"\d{1,10}(-\d{1,10})?\Z")
_NAME = re.compile(r"[A-Za-z][\w-]*\Z")
_SIDECAR_USER, _INIT_USER = 5995, 5996


class ConsulPods(KeptFaults):
    """The faults of annotations, and of pods that cannot be injected as they are."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        super().__init__(inventory, targets)
        self._mesh = inventory.shared(ConsulMesh, targets)

    def walk(self, resource: Resource) -> Iterator[Fault]:
        workload = workload_of(resource)
        if workload is None:
            yield from self._around(resource)
            return
        yield from _misplaced(workload)
        yield from self._asked(workload)
        if self._mesh.injection(workload) is None:
            return
        yield from _switches(workload)
        yield from self._resources(workload)
        if not any(setting(values, "global.openshift.enabled").raw is True for values in self._mesh.values(resource)):
            yield from _users(workload)
        if workload.host_network:
            message = "A pod on the host's network is injected: the rules that redirect its traffic would be those of the node."
            yield Fault("host-network-injected", workload.pod_spec["hostNetwork"].key, message)
        off = workload.annotation(TRANSPARENT)
        if off.text in FALSE:
            message = "Without the transparent proxy the application goes past the mesh wherever it does not dial 'localhost'."
            yield Fault("tproxy-disabled", off.place, message)
        elif off or not self._is_off(workload):
            yield from _exclusions(workload)

    def _is_off(self, workload: Workload) -> bool:
        """Whether the namespace or the chart switches redirection off, so that no list of exclusions is read."""
        labels = self.inventory.namespace_labels(workload.namespace, workload.resource) or {}
        if TRANSPARENT in labels:
            return labels[TRANSPARENT] in FALSE
        key = "connectInject.transparentProxy.defaultEnabled"
        return any(setting(values, key).raw is False for values in self._mesh.values(workload.resource))

    def _around(self, resource: Resource) -> Iterator[Fault]:
        """Annotations and labels of Namespaces and Services."""
        inventory, asked = self.inventory, resource.at("metadata", "annotations", INJECT)
        is_namespace = resource.kind == "Namespace"
        label = resource.at("metadata", "labels", TRANSPARENT)
        if is_namespace and label.text in FALSE:
            message = "Pods of this namespace go past the mesh wherever they do not dial 'localhost'."
            yield Fault("tproxy-disabled", label.place, message)
        if not asked.exists:
            return
        selector = resource.at("spec", "selector").mapping
        pods = inventory.workloads_in(resource.name) if is_namespace else []
        pods = inventory.selected(selector, resource.namespace) if selector and not is_namespace else pods
        if not any(INJECT in item.annotations for item in pods):
            message = f"Consul reads this annotation from pods alone: on a {resource.kind} it decides nothing."
            yield Fault("inject-annotation-misplaced", asked.key, message)

    def _asked(self, workload: Workload) -> Iterator[Fault]:
        """What is wrong with the annotation that asks for injection."""
        asked, namespace = workload.annotation(INJECT), workload.namespace
        if not asked or asked.is_templated or _GATEWAY in workload.annotations:
            return
        if namespace in _NEVER_INJECTED or (namespace is not None and self._excludes(workload.resource, namespace)):
            if asked.text in TRUE:
                message = f"Consul injects nothing in the namespace '{namespace}': these pods stay outside the mesh."
                yield Fault("inject-system-namespace", asked.place, message)
        else:
            yield from _not_boolean(asked)

    def _excludes(self, beside: Resource, namespace: str) -> bool:
        """Whether the chart's values leave a namespace out."""
        found = self._mesh.values(beside)
        for values in found:
            denied = [item.raw for item in setting(values, "connectInject.k8sDenyNamespaces").items()]
            allowed = [item.raw for item in setting(values, "connectInject.k8sAllowNamespaces").items()] or ["*"]
            if namespace not in denied and ("*" in allowed or namespace in allowed):
                return False
        return bool(found)

    def _resources(self, workload: Workload) -> Iterator[Fault]:
        """The sidecar's requests and limits: annotations, and what the values supply where there is none."""
        for resource in ("cpu", "memory"):
            asked: dict[str, Value] = {}
            for bound in ("request", "limit"):
                value = asked[bound] = workload.annotation(f"{GROUP}/sidecar-proxy-{resource}-{bound}")
                if isinstance(value.raw, str) and not value.is_templated and quantity(value.raw) is None:
                    message = f"'{value.raw}' is no quantity of Kubernetes: the webhook fails, and no pod is created."
                    yield Fault("sidecar-resources-invalid", value.place, message)
            if any(value.is_templated for value in asked.values()) or not any(asked.values()):
                continue
            supplied = {bound: value.raw if value else self._default(workload, bound, resource) for bound, value in asked.items()}
            least, most = quantity(supplied["request"]), quantity(supplied["limit"])
            if least is not None and most is not None and least > most:
                value = asked["limit"] or asked["request"]
                message = f"The sidecar's {resource} request is above its limit: the API server refuses the pod."
                yield Fault("sidecar-resources-invalid", value.place, message)

    def _default(self, workload: Workload, bound: str, resource: str) -> Any:
        """What the chart's values give to every sidecar; None where they do not, or cannot be told."""
        found = self._mesh.values(workload.resource)
        return setting(found[0], f"connectInject.sidecarProxy.resources.{bound}s.{resource}").raw if len(found) == 1 else None


def _misplaced(workload: Workload) -> Iterator[Fault]:
    asked = workload.resource.at("metadata", "annotations", INJECT)
    if asked.exists and workload.resource.kind != "Pod" and not workload.annotation(INJECT).exists:
        message = f"Consul reads this annotation from pods alone: on the {workload.resource.kind} it decides nothing."
        yield Fault("inject-annotation-misplaced", asked.key, message)


def _not_boolean(value: Value) -> Iterator[Fault]:
    """What is no string at all is refused earlier, as every annotation is that lacks its quotes."""
    if isinstance(value.raw, str) and value.raw not in TRUE | FALSE:
        message = f"'{value.raw}' is neither 'true' nor 'false': the webhook fails, and no pod is created."
        yield Fault("inject-annotation-value", value.place, message)


def _switches(workload: Workload) -> Iterator[Fault]:
    for key in _SWITCHES:
        value = workload.annotation(key)
        if value and not value.is_templated:
            yield from _not_boolean(value)
    lenient = workload.annotation(_LENIENT)
    if lenient.text and not lenient.is_templated and lenient.text not in TRUE | FALSE:
        message = f"'{lenient.text}' is neither 'true' nor 'false', and counts as 'false'."
        yield Fault("inject-annotation-value", lenient.place, message, Severity.WARNING)


def _users(workload: Workload) -> Iterator[Fault]:
    """Users whose traffic is not redirected, since the mesh's own containers run as them."""
    containers = workload.pod_spec["containers"].items()
    contexts = [part["securityContext"] for part in (workload.pod_spec, *containers) if part["name"].text != "consul-dataplane"]
    for user in (context["runAsUser"] for context in contexts):
        if user.integer == _SIDECAR_USER:
            message = (
                f"{_SIDECAR_USER} is the user of Consul's sidecar, whose traffic is not redirected: the webhook refuses the pod."
            )
            yield Fault("sidecar-uid-conflict", user.place, message)
        elif user.integer == _INIT_USER:
            message = (
                f"{_INIT_USER} is the user of Consul's init container, whose traffic is not redirected: this goes past the mesh."
            )
            yield Fault("sidecar-uid-conflict", user.place, message, Severity.WARNING)


def _exclusions(workload: Workload) -> Iterator[Fault]:
    for name in ("inbound-ports", "outbound-ports", "uids"):
        value = workload.annotation(f"{_EXCLUDED}-{name}")
        for item in _items(value):
            yield from _excluded_number(value, item, name)
    declared = {port["containerPort"].integer for port in workload.ports()}
    inbound = workload.annotation(f"{_EXCLUDED}-inbound-ports")
    if declared and declared <= {int(item) for item in _items(inbound) if item.strip().isdecimal() and len(item) < 9}:
        message = "Every port of these pods is excluded: all that reaches them goes past mutual TLS and intentions."
        yield Fault("tproxy-exclude-all", inbound.place, message)
    value = workload.annotation(f"{_EXCLUDED}-outbound-cidrs")
    for item in _items(value):
        yield from _excluded_network(value, item)


def _items(value: Value) -> list[str]:
    """The items of a list as Consul splits it, with spaces and all."""
    return value.text.split(",") if isinstance(value.raw, str) and not value.is_templated else []


def _excluded_number(value: Value, item: str, name: str) -> Iterator[Fault]:
    rule, number = "tproxy-exclude-invalid", (_USERS if name == "uids" else _PORTS).match(item.strip())
    ports = [int(part) for part in item.split(":")] if number and name != "uids" else []
    if number is None and _NAME.match(item.strip()):
        message = f"'{item}' is a name, and counts only where the init container's image happens to know it."
        yield Fault(rule, value.place, message, Severity.WARNING)
    elif number is None or item != item.rstrip() or any(not 0 < port <= 65535 for port in ports):
        what = "a user's number" if name == "uids" else "a port"
        yield Fault(rule, value.place, f"'{item}' is not {what}: no traffic is redirected, and the pod does not start.")
    elif item != item.strip():
        message = f"'{item}' keeps its space, since Consul splits at commas alone, and hands it to iptables like that."
        yield Fault(rule, value.place, message, Severity.WARNING)


def _excluded_network(value: Value, item: str) -> Iterator[Fault]:
    try:
        network = ipaddress.ip_network(item, strict=False)
    except ValueError:
        message = f"'{item}' is not a range of addresses: no traffic is redirected, and the pod does not start."
        yield Fault("tproxy-exclude-invalid", value.place, message)
        return
    if network.prefixlen == 0 or (
        network.version == 4 and network.prefixlen <= 8 and network.is_private and not network.is_loopback
    ):
        message = f"'{item}' holds the addresses of pods and services: calls to them go past mutual TLS and intentions."
        yield Fault("tproxy-exclude-all", value.place, message)
