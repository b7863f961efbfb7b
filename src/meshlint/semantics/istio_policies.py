"""Istio's policies: whom they select, what they attach to, and the parts of an AuthorizationPolicy.

AuthorizationPolicy, RequestAuthentication, WasmPlugin and TrafficExtension select the pods of their own namespace, those of
the root namespace the pods of every namespace. A policy with targetRefs attaches to what it names.
Source: istio pilot/pkg/model/policyattachment.go, authorization.go and telemetry.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource, string_map
from meshlint.manifests.selectors import labels_match
from meshlint.manifests.value import Value, is_placeholder
from meshlint.manifests.workloads import Workload
from meshlint.semantics.by_namespace import ByNamespace
from meshlint.semantics.istio_mesh import IstioMesh
from meshlint.semantics.targets import Targets

AUTHORIZATION_POLICY = "AuthorizationPolicy.security.istio.io"
KUBERNETES_GATEWAY = "Gateway.gateway.networking.k8s.io"
GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name"
GATEWAY_CLASS = "gateway.networking.k8s.io/gateway-class-name"
_ISTIO_CLASSES = frozenset(("istio", "istio-waypoint", "istio-east-west", "istio-remote"))
_GROUP, _ENTRY = "WorkloadGroup.networking.istio.io", "WorkloadEntry.networking.istio.io"
_RENDERED = frozenset(
    ("Deployment", "StatefulSet", "DaemonSet", "Pod", "Job", "CronJob", "ReplicaSet", "Rollout", "WorkloadGroup")
)
_NAMES = frozenset(("app", "app.kubernetes.io/name", "k8s-app", "name"))
_CHART_GATEWAYS = frozenset(("ingressgateway", "egressgateway", "eastwestgateway"))


def match_labels(policy: Resource) -> Value:
    """`spec.selector.matchLabels`; absent or empty selects every pod."""
    return policy.at("spec", "selector", "matchLabels")


def are_labels(selector: Value) -> bool:
    """Whether a selector has labels that can be judged: strings, none of them a placeholder."""
    labels = selector.mapping
    return bool(labels) and all(isinstance(value, str) and not is_placeholder(value) for value in labels.values())


def shown(labels: Value) -> str:
    """Labels as a message shows them: `app=shop,track=blue`."""
    return ",".join(f"{key}={value}" for key, value in sorted(labels.mapping.items()))


def target_refs(policy: Resource) -> list[Value]:
    """What a policy attaches to: `targetRefs`, and the older `targetRef`."""
    single = policy.at("spec", "targetRef")
    return [*policy.at("spec", "targetRefs").items(), *([single] if single else [])]


def rules(policy: Resource) -> Iterator[Value]:
    """The rules of an AuthorizationPolicy."""
    return policy.at("spec", "rules").items()


def sources(policy: Resource) -> Iterator[Value]:
    """Every `from[].source`."""
    return (item["source"] for rule in rules(policy) for item in rule["from"].items())


def operations(policy: Resource) -> Iterator[Value]:
    """Every `to[].operation`."""
    return (item["operation"] for rule in rules(policy) for item in rule["to"].items())


def conditions(policy: Resource, *keys: str) -> Iterator[Value]:
    """Every entry of `when`, or those of some keys."""
    return (item for rule in rules(policy) for item in rule["when"].items() if not keys or item["key"].text in keys)


def values_of(policy: Resource, fields: Iterable[str], key: str) -> Iterator[Value]:
    """The strings of some fields of the sources, and of `when` with `key`: what a rule compares one attribute with."""
    lists = [source[field] for source in sources(policy) for field in fields]
    lists += [condition[field] for condition in conditions(policy, key) for field in ("values", "notValues")]
    return (item for found in lists for item in found.items() if item.text and not item.is_templated)


def action(policy: Resource) -> str:
    """ALLOW, DENY, AUDIT or CUSTOM."""
    return policy.at("spec", "action").text or "ALLOW"


class Subject(NamedTuple):
    """Pods that policies can select: those of a workload, of a WorkloadGroup or WorkloadEntry, or of a Kubernetes Gateway."""

    labels: Mapping[str, str]
    namespace: str | None
    resource: Resource
    workload: Workload | None = None

    @property
    def gateway_name(self) -> str:
        """The Kubernetes Gateway that these are the proxies of; "" for other pods."""
        return self.labels.get(GATEWAY_NAME, "")

    @property
    def gateway_class(self) -> str:
        """The class of that Gateway, if it is one of Istio's own."""
        known = self.labels.get(GATEWAY_CLASS, "istio" if self.gateway_name else "")
        return known if known in _ISTIO_CLASSES else ""

    @property
    def is_waypoint(self) -> bool:
        return self.gateway_class == "istio-waypoint"


class SelectorIndex:
    """Resources with a selector, by namespace and label: which of them select a pod is answered without asking each.

    `selector` leads to the labels that a resource selects by. Empty selectors, placeholders and what is no string are left out.
    """

    def __init__(self, resources: Iterable[Resource], selector: Callable[[Resource], Value]) -> None:
        self._selector = selector
        self._by_label: dict[tuple[str | None, str, str], list[Resource]] = {}
        for resource in resources:
            labels = selector(resource)
            if are_labels(labels):
                key, value = min(labels.mapping.items())
                self._by_label.setdefault((resource.namespace, key, value), []).append(resource)

    def selecting(self, labels: Mapping[str, str], namespace: str | None) -> list[Resource]:
        """The resources of a namespace whose selector matches these pod labels."""
        found = (item for key, value in labels.items() for item in self._by_label.get((namespace, key, value), ()))
        return [item for item in found if labels_match(self._selector(item).mapping, labels)]


class Subjects:
    """Everything that policies can select, by namespace and label. One instance: `context.shared(Subjects)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._mesh = inventory.shared(IstioMesh, targets)
        self._by_label: dict[tuple[str, str], ByNamespace[Subject]] = {}
        self._by_namespace: dict[str | None, list[Subject]] = {}
        self._selected: dict[Resource, list[Subject]] = {}  # by policy: half a dozen rules ask
        for subject in self._all():
            self._by_namespace.setdefault(subject.namespace, []).append(subject)
            for pair in subject.labels.items():
                self._by_label.setdefault(pair, ByNamespace()).add(subject.namespace, subject)

    def _all(self) -> Iterator[Subject]:
        for workload in self._inventory.workloads:
            yield Subject(workload.labels, workload.namespace, workload.resource, workload)
        for group in self._inventory.of(_GROUP):
            yield Subject(string_map(group.at("spec", "metadata", "labels").raw), group.namespace, group)
        for entry in self._inventory.of(_ENTRY):
            yield Subject(string_map(entry.at("spec", "labels").raw), entry.namespace, entry)
        for gateway in self._inventory.of(KUBERNETES_GATEWAY):
            yield Subject(_gateway_labels(gateway), gateway.namespace, gateway)

    @cached_property
    def root_namespace(self) -> str:
        return self._mesh.root_namespace

    def in_namespace(self, namespace: str | None) -> list[Subject]:
        """The pods that are in a namespace for certain."""
        return self._by_namespace.get(namespace, [])

    def reach(self, policy: Resource) -> str | None:
        """The namespace whose pods a policy can select; None for every one."""
        return None if policy.namespace == self.root_namespace else policy.namespace

    def selected(self, policy: Resource) -> list[Subject]:
        """The pods that a policy's selector matches, where it applies; all pods there without a selector."""
        if policy not in self._selected:
            self._selected[policy] = self.labelled(match_labels(policy).mapping, self.reach(policy), policy)
        return self._selected[policy]

    def labelled(self, labels: Mapping[str, object], namespace: str | None, beside: Resource) -> list[Subject]:
        """Pods of a namespace (None: of every one) that carry all these labels; those of unknown namespace may be there."""
        return [
            subject
            for subject in self._candidates(labels, namespace)
            if (namespace is None or subject.namespace in (namespace, None))
            and labels_match(labels, subject.labels)
            and subject.resource.shares_scope(beside)
        ]

    def _candidates(self, labels: Mapping[str, object], namespace: str | None) -> Iterable[Subject]:
        if labels:
            pairs = [(key, value) for key, value in labels.items() if isinstance(value, str)]
            found = [self._by_label[pair].within(namespace) if pair in self._by_label else [] for pair in pairs]
            return min(found, key=len, default=[])
        if namespace is None:
            return (subject for subjects in self._by_namespace.values() for subject in subjects)
        return chain(self._by_namespace.get(namespace, ()), self._by_namespace.get(None, ()))

    def knows(self, policy: Resource) -> bool:
        """Whether what was read is evidence about the pods that a policy can select: some were, and no template hides others.

        The gateways of Istio's own charts are made elsewhere, and what a policy of the root namespace is for may be anywhere.
        """
        if self._inventory.complete:
            return True
        if self.reach(policy) is None or self._inventory.templated_kinds & _RENDERED:
            return False
        labels = match_labels(policy).mapping
        if any(str(value).removeprefix("istio-") in _CHART_GATEWAYS for value in labels.values()):
            return False
        return any(subject.resource.shares_scope(policy) for subject in self._candidates({}, self.reach(policy)))

    def nearly(self, policy: Resource) -> Subject | None:
        """Pods that a policy was likely meant for: the labels are on their workload instead, or it is another version of them."""
        labels, namespace = match_labels(policy).mapping, self.reach(policy)
        for key in _NAMES & labels.keys():
            named = self.labelled({key: labels[key]}, namespace, policy)
            if named:
                return named[0]
        wanted = [(key, value) for key, value in labels.items() if isinstance(value, str)]
        outer = min((self._by_own_label.get(pair, []) for pair in wanted), key=len, default=[])
        return next((item for item in outer if self._is_outer(item, labels, namespace, policy)), None)

    def _is_outer(self, subject: Subject, labels: Mapping[str, object], namespace: str | None, policy: Resource) -> bool:
        here = namespace is None or subject.namespace in (namespace, None)
        return here and labels_match(labels, subject.resource.labels) and subject.resource.shares_scope(policy)

    @cached_property
    def _by_own_label(self) -> dict[tuple[str, str], list[Subject]]:
        """Workloads by the labels of the object itself, which selectors do not see."""
        found: dict[tuple[str, str], list[Subject]] = {}
        for subjects in self._by_namespace.values():
            for subject in subjects:
                if subject.workload is not None:
                    for pair in subject.resource.labels.items():
                        found.setdefault(pair, []).append(subject)
        return found


def _gateway_labels(gateway: Resource) -> dict[str, str]:
    """The labels of the pods that Istio runs for a Kubernetes Gateway.

    Source: istio pilot/pkg/config/kube/gateway/deploymentcontroller.go: those of `infrastructure`, else the Gateway's own.
    """
    infrastructure = gateway.at("spec", "infrastructure")
    own = string_map(infrastructure["labels"].raw) if infrastructure else dict(gateway.labels)
    name, class_name = gateway.name, gateway.at("spec", "gatewayClassName").text
    return own | {
        GATEWAY_NAME: name,
        GATEWAY_CLASS: class_name,
        "istio.io/gateway-name": name,
        "service.istio.io/canonical-name": f"{name}-{class_name}",
    }
