"""Who gets a sidecar, as the API server and the injector decide: webhooks select by labels, then the injector has its say.

Source: istio manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml (the selectors) and
pkg/kube/inject/inject.go injectRequired (host network, system namespaces, label before annotation, selectors in the values).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.selectors import selector_matches
from meshlint.manifests.value import Value
from meshlint.manifests.workloads import Workload
from meshlint.semantics.istio_annotations import INJECT, STATUS, TEMPLATES
from meshlint.semantics.places import OncePerPlace
from meshlint.semantics.targets import Targets

NAMESPACE_LABEL = "istio-injection"
REVISION_LABEL = "istio.io/rev"
DATAPLANE_MODE = "istio.io/dataplane-mode"
PROXY = "istio-proxy"
SYSTEM_NAMESPACES = frozenset(("kube-system", "kube-public", "kube-node-lease", "local-path-storage"))
INJECTOR_VALUES = ("InjectorValues.istio", "HelmValues.istio")
_YES = frozenset(("y", "yes", "true", "on"))


class Verdict(enum.Enum):
    """Whether a pod gets a sidecar. UNKNOWN: its Namespace was not read, and the pod itself does not say."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class SidecarInjection:
    """Decides about injection. One instance a run: `context.shared(SidecarInjection)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._targets = targets
        self._verdicts: dict[Resource, Verdict] = {}
        self._stated: dict[tuple[str, ...], list[Value]] = {}  # what the installations' values say, by key
        self._values = OncePerPlace(self._find_values)

    def verdict(self, workload: Workload) -> Verdict:
        """Whether the pods of a workload get a sidecar when they are created."""
        if workload.resource not in self._verdicts:
            self._verdicts[workload.resource] = self._decide(workload)
        return self._verdicts[workload.resource]

    def _decide(self, workload: Workload) -> Verdict:
        if workload.host_network or workload.namespace in SYSTEM_NAMESPACES:
            return Verdict.NO
        selected = self._selected(workload)
        if selected is Verdict.NO or not self._wanted(workload):
            return Verdict.NO
        return selected

    def namespace_verdict(self, labels: Mapping[str, str], beside: Resource) -> Verdict:
        """Whether pods that say nothing themselves get a sidecar in a namespace with these labels."""
        if NAMESPACE_LABEL in labels:
            return Verdict.YES if labels[NAMESPACE_LABEL] == "enabled" else Verdict.NO
        if REVISION_LABEL in labels:
            # In an ambient namespace the revision is that of its waypoints.
            return Verdict.NO if labels.get(DATAPLANE_MODE) == "ambient" else Verdict.YES
        return Verdict.YES if self.enabled_by_default(beside) is not None else Verdict.NO

    def namespace_labels(self, workload: Workload) -> dict[str, str] | None:
        """The labels of a workload's namespace; None when its Namespace was not read and may exist."""
        labels = self._inventory.namespace_labels(workload.namespace, workload.resource)
        return {} if labels is None and self._inventory.complete else labels

    def templates(self, workload: Workload) -> tuple[str, ...]:
        """The names of the injection templates that make up the sidecar."""
        chosen = workload.annotations.get(TEMPLATES)
        if chosen is not None:
            return tuple(name.strip() for name in chosen.split(","))
        for values in self._values(workload.resource, "sidecarInjectorWebhook", "defaultTemplates"):
            names = tuple(item.text for item in values.items() if item.text)
            if names:
                return names
        return ("sidecar",)

    def enabled_by_default(self, beside: Resource) -> Value | None:
        """The installation's value that injects every namespace that does not say otherwise; None where there is none."""
        settings = self._values(beside, "sidecarInjectorWebhook", "enableNamespacesByDefault")
        return next((value for value in settings if value.raw is True), None)

    def _selected(self, workload: Workload) -> Verdict:
        """Whether some webhook of the injector is called for the pod: labels only, annotations play no part."""
        inject = inject_label(workload)
        if inject == "false":
            return Verdict.NO
        asks = inject == "true" or REVISION_LABEL in workload.labels
        namespace = self.namespace_labels(workload)
        if namespace is None:
            return Verdict.YES if asks else Verdict.UNKNOWN
        if NAMESPACE_LABEL in namespace:
            return Verdict.YES if namespace[NAMESPACE_LABEL] == "enabled" else Verdict.NO
        if asks:
            return Verdict.YES
        return self.namespace_verdict(namespace, workload.resource) if inject is None else Verdict.NO

    def _wanted(self, workload: Workload) -> bool:
        """What the injector itself decides once it is called."""
        inject = inject_label(workload)
        said = (workload.annotations.get(INJECT, "") if inject is None else inject).lower()
        return said in _YES if said else not self._refused(workload)

    def _refused(self, workload: Workload) -> bool:
        never = self._values(workload.resource, "sidecarInjectorWebhook", "neverInjectSelector")
        return any(
            item.mapping and selector_matches(item.raw, workload.labels) for selectors in never for item in selectors.items()
        )

    def _find_values(self, beside: Resource, *keys: str) -> list[Value]:
        if keys not in self._stated:
            found = (values.at(*keys) for values in self._inventory.of(*INJECTOR_VALUES))
            self._stated[keys] = [value for value in found if value]
        return [value for value in self._stated[keys] if value.resource.shares_scope(beside)]


def inject_label(workload: Workload) -> str | None:
    """The pod's label that asks for or refuses a sidecar; None when absent. An unquoted true counts as what it means."""
    raw = workload.template.get("metadata", "labels", INJECT).raw
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return workload.labels.get(INJECT)


def proxy_containers(workload: Workload) -> list[Value]:
    """The containers and init containers that are, or are merged over, the sidecar."""
    return [item for item in workload.containers() if item["name"].text == PROXY]


def overlay_sets(overlays: Iterable[Value], block: str, resource: str) -> bool:
    """Whether a container merged over the sidecar gives it that request or limit."""
    return any(overlay.get("resources", block, resource) for overlay in overlays)


def is_already_injected(workload: Workload) -> bool:
    """Whether the pods carry their sidecar already: a pod out of a cluster, or the output of `istioctl kube-inject`."""
    return bool(proxy_containers(workload)) and (STATUS in workload.annotations or is_from_cluster(workload.resource))


def is_from_cluster(resource: Resource) -> bool:
    """Whether a Pod was read out of a cluster, rather than written: it has a status, or an owner that made it."""
    return resource.full_kind == "Pod" and bool(resource.at("status").mapping or resource.at("metadata", "ownerReferences").raw)
