"""Webhooks that inject sidecars, and the pods that more than one of them takes.

The API server calls every webhook whose selectors match the labels of a pod and of its namespace. Revisions and tags of istiod
bring their own webhooks, with selectors made to exclude each other.
Source: istio pkg/config/analysis/analyzers/webhook/webhook.go, manifests/charts/istio-control/istio-discovery/templates/
mutatingwebhook.yaml and revision-tags-mwc.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import product

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.selectors import selector_matches
from meshlint.manifests.value import Value

MUTATING = "MutatingWebhookConfiguration.admissionregistration.k8s.io"
REVISION = "istio.io/rev"
_REVISIONS = 8  # as many as are tried against each other; installations have two or three
Labels = dict[str, str]


def injecting_webhooks(configuration: Resource) -> list[Value]:
    """The webhooks of a configuration that inject Istio's sidecar, by the revision they are for or by name."""
    by_label = REVISION in configuration.labels
    return [
        webhook
        for webhook in configuration.at("webhooks").items()
        if by_label or webhook["name"].text.endswith("istio.io") or any(revisions_of(webhook))
    ]


def revisions_of(webhook: Value) -> Iterator[str]:
    """The revisions that a webhook's selectors name."""
    for selector in (webhook["namespaceSelector"], webhook["objectSelector"]):
        label = selector.get("matchLabels", REVISION)
        if label.text:
            yield label.text
        for expression in selector["matchExpressions"].items():
            if expression["key"].text == REVISION and expression["operator"].text == "In":
                yield from (item.text for item in expression["values"].items() if item.text)


class InjectionWebhooks:
    """The injecting webhooks of a run. One instance: `context.shared(InjectionWebhooks)`."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._configurations = inventory.of(MUTATING)

    @cached_property
    def _webhooks(self) -> list[Value]:
        return [webhook for configuration in self._configurations for webhook in injecting_webhooks(configuration)]

    @cached_property
    def _pods(self) -> list[tuple[Labels, Labels]]:
        """Labels of namespaces and pods, in every combination that decides about injection."""
        revisions = sorted({revision for webhook in self._webhooks for revision in revisions_of(webhook)})[:_REVISIONS]
        of_revision: list[Labels] = [{}, *({REVISION: revision} for revision in revisions)]
        of_namespace: list[Labels] = [{}, {"istio-injection": "enabled"}, {"istio-injection": "disabled"}]
        of_pod: list[Labels] = [{}, {"sidecar.istio.io/inject": "true"}, {"sidecar.istio.io/inject": "false"}]
        return [
            (namespace | first, pod | second)
            for namespace, first, pod, second in product(of_namespace, of_revision, of_pod, of_revision)
        ]

    def overlapping(self, webhook: Value) -> tuple[Value, Labels, Labels] | None:
        """Another webhook that takes a pod which this one takes, and the labels of such a namespace and pod."""
        others = [item for item in self._webhooks if _can_meet(webhook, item)]
        for namespace, pod in self._pods if others else ():
            if _takes(webhook, namespace, pod):
                for other in others:
                    if _takes(other, namespace, pod):
                        return other, namespace, pod
        return None


def _can_meet(webhook: Value, other: Value) -> bool:
    mine, theirs = webhook.resource, other.resource
    if mine is theirs:
        return webhook.path != other.path
    return mine.name != theirs.name and mine.shares_scope(theirs)


def _takes(webhook: Value, namespace: Labels, pod: Labels) -> bool:
    selectors = ((webhook["namespaceSelector"], namespace), (webhook["objectSelector"], pod))
    return all(selector_matches(selector.raw if selector else {}, labels) for selector, labels in selectors)
