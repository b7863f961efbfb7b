"""Who gets a sidecar, who is in ambient mode, and what quantities and annotations say."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from meshlint.engine import load
from meshlint.inputs import read_inputs
from meshlint.loading.relevance import Relevance
from meshlint.manifests.assemble import assemble
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.workloads import Workload
from meshlint.manifests.world import World
from meshlint.semantics.istio_ambient import AmbientMesh, Waypoint
from meshlint.semantics.istio_annotation_values import refusal
from meshlint.semantics.istio_annotations import ANNOTATIONS, nearest
from meshlint.semantics.istio_injection import SidecarInjection, Verdict
from meshlint.semantics.istio_native_sidecars import NativeSidecars
from meshlint.semantics.istio_service_ports import named_protocol
from meshlint.semantics.quantities import quantity
from meshlint.semantics.targets import Release, Targets
from meshlint.semantics.views import VIEW_SOURCES, views

YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
POD = """
---
apiVersion: v1
kind: Pod
metadata: {{name: cart, namespace: {namespace}, labels: {{{labels}}}, annotations: {{{annotations}}}}}
spec: {{{spec}}}
"""
NAMESPACE = """
---
apiVersion: v1
kind: Namespace
metadata: {{name: shop, labels: {{{labels}}}}}
"""
OPERATOR = """
---
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: {{name: mesh, namespace: istio-system}}
spec: {{{spec}}}
"""


def inventory(folder: Path, text: str, complete: bool = False) -> Inventory:
    (folder / "all.yaml").write_text(text)
    loaded = load(read_inputs([str(folder)], "none"), Relevance(VIEW_SOURCES))
    return assemble(loaded, World(complete=complete), views)


def pod(labels: str = "", annotations: str = "", spec: str = "", namespace: str = "shop") -> str:
    return POD.format(labels=labels, annotations=annotations, spec=spec, namespace=namespace)


def namespace(labels: str = "") -> str:
    return NAMESPACE.format(labels=labels)


def first(found: Inventory) -> Workload:
    return found.workloads[0]


@pytest.mark.parametrize(
    ("labels", "made", "verdict"),
    [
        ("istio-injection: enabled", pod(), YES),
        ("istio-injection: enabled", pod('sidecar.istio.io/inject: "false"'), NO),
        ("istio-injection: enabled", pod(annotations='sidecar.istio.io/inject: "false"'), NO),
        ("istio-injection: enabled", pod('sidecar.istio.io/inject: "true"', 'sidecar.istio.io/inject: "false"'), YES),
        ("istio-injection: enabled", pod("sidecar.istio.io/inject: enabled"), NO),  # selected, and then not understood
        ("istio-injection: enabled", pod(spec="hostNetwork: true"), NO),
        ("istio-injection: disabled, istio.io/rev: a", pod('sidecar.istio.io/inject: "true"'), NO),
        ("istio.io/rev: stable", pod(), YES),
        ("istio.io/rev: stable, istio.io/dataplane-mode: ambient", pod(), NO),
        ("istio.io/rev: stable, istio.io/dataplane-mode: ambient", pod('sidecar.istio.io/inject: "true"'), YES),
        ("", pod(), NO),
        ("", pod('sidecar.istio.io/inject: "true"'), YES),
        ("", pod("sidecar.istio.io/inject: true"), YES),
        ("", pod("istio.io/rev: stable"), YES),
        ("", pod(annotations='sidecar.istio.io/inject: "true"'), NO),  # no webhook sees annotations
    ],
)
def test_namespace_pod_and_host_decide_about_injection(tmp_path: Path, labels: str, made: str, verdict: Verdict) -> None:
    found = inventory(tmp_path, namespace(labels) + made)
    assert SidecarInjection(found, Targets()).verdict(first(found)) is verdict


@pytest.mark.parametrize(
    ("made", "verdict"),
    [
        (pod(), UNKNOWN),
        (pod('sidecar.istio.io/inject: "true"'), YES),
        (pod('sidecar.istio.io/inject: "false"'), NO),
        (pod(annotations='sidecar.istio.io/inject: "false"'), NO),
        (pod('sidecar.istio.io/inject: "true"', namespace="kube-system"), NO),
    ],
)
def test_an_unread_namespace_leaves_the_question_open(tmp_path: Path, made: str, verdict: Verdict) -> None:
    found = inventory(tmp_path, made)
    assert SidecarInjection(found, Targets()).verdict(first(found)) is verdict


def test_in_a_complete_inventory_an_unread_namespace_has_no_labels(tmp_path: Path) -> None:
    found = inventory(tmp_path, pod(), complete=True)
    assert SidecarInjection(found, Targets()).verdict(first(found)) is NO


def test_values_of_the_installation_inject_by_default_and_refuse_by_label(tmp_path: Path) -> None:
    webhook = "enableNamespacesByDefault: true, neverInjectSelector: [{matchLabels: {app: legacy}}]"
    values = OPERATOR.format(spec=f"values: {{sidecarInjectorWebhook: {{{webhook}}}}}")
    found = inventory(tmp_path, namespace() + pod() + pod("app: legacy") + values)
    injection = SidecarInjection(found, Targets())
    assert [injection.verdict(workload) for workload in found.workloads] == [YES, NO]


def test_templates_come_from_the_pod_else_from_the_installation(tmp_path: Path) -> None:
    values = OPERATOR.format(spec="values: {sidecarInjectorWebhook: {defaultTemplates: [sidecar, logging]}}")
    found = inventory(tmp_path, pod(annotations='inject.istio.io/templates: "gateway, extra"') + pod() + values)
    injection = SidecarInjection(found, Targets())
    assert [injection.templates(workload) for workload in found.workloads] == [("gateway", "extra"), ("sidecar", "logging")]


@pytest.mark.parametrize(
    ("labels", "made", "ambient"),
    [
        ("istio.io/dataplane-mode: ambient", pod(), True),
        ("istio.io/dataplane-mode: ambient", pod("istio.io/dataplane-mode: none"), False),
        ("istio.io/dataplane-mode: ambient", pod('sidecar.istio.io/inject: "true"'), False),
        ("istio.io/dataplane-mode: ambient", pod(spec="hostNetwork: true"), False),
        ("istio-injection: enabled", pod("istio.io/dataplane-mode: ambient"), False),
        ("", pod("istio.io/dataplane-mode: ambient"), True),
        ("", pod(), False),
    ],
)
def test_a_sidecar_takes_a_pod_out_of_ambient_mode(tmp_path: Path, labels: str, made: str, ambient: bool) -> None:
    found = inventory(tmp_path, namespace(labels) + made)
    assert AmbientMesh(found, Targets()).is_ambient(first(found)) is ambient


@pytest.mark.parametrize(
    ("own", "waypoint"),
    [
        ({}, Waypoint("shared", "infra")),
        ({"istio.io/use-waypoint": "own"}, Waypoint("own", "shop")),
        ({"istio.io/use-waypoint": "none"}, None),
        ({"istio.io/use-waypoint": ""}, None),
    ],
)
def test_the_label_of_an_object_comes_before_its_namespaces(
    tmp_path: Path, own: dict[str, str], waypoint: Waypoint | None
) -> None:
    labels = "istio.io/use-waypoint: shared, istio.io/use-waypoint-namespace: infra"
    found = inventory(tmp_path, namespace(labels) + pod())
    assert AmbientMesh(found, Targets()).waypoint(own, "shop", first(found).resource) == waypoint


@pytest.mark.parametrize(
    ("annotations", "istio", "kubernetes", "native"),
    [
        ("", "1.26", "1.33", False),
        ("", "1.27", "1.32", False),
        ("", "1.27", "1.33", True),
        ('sidecar.istio.io/nativeSidecar: "true"', "1.20", "1.29", True),
        ('sidecar.istio.io/nativeSidecar: "no"', "1.20", "1.29", True),  # all but "false"
        ('sidecar.istio.io/nativeSidecar: "false"', "1.28", "1.34", False),
    ],
)
def test_native_sidecars_by_annotation_else_by_release(
    tmp_path: Path, annotations: str, istio: str, kubernetes: str, native: bool
) -> None:
    stated = {"istio": Release.parse(istio), "kubernetes": Release.parse(kubernetes)}
    targets = Targets({name: release for name, release in stated.items() if release is not None})
    found = inventory(tmp_path, pod(annotations=annotations))
    assert NativeSidecars(found, targets).is_native(first(found)) is native


@pytest.mark.parametrize(
    ("raw", "amount"),
    [
        ("100m", Decimal("0.1")),
        ("1Gi", Decimal(2**30)),
        ("2E", Decimal(2 * 10**18)),
        ("1e3", Decimal(1000)),
        (".5", Decimal("0.5")),
        (2, Decimal(2)),
        ("128 MB", None),
        ("1K", None),
        ("", None),
        (True, None),
        (None, None),
    ],
)
def test_quantities(raw: object, amount: Decimal | None) -> None:
    assert quantity(raw) == amount


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("status.sidecar.istio.io/port", "65535", "65536"),
        ("traffic.sidecar.istio.io/excludeInboundPorts", "80, 443", "80;443"),
        ("traffic.sidecar.istio.io/includeInboundPorts", "*", "all"),
        ("traffic.sidecar.istio.io/includeOutboundIPRanges", "10.0.0.0/8,::1/128", "10.0.0.0/33"),
        ("traffic.sidecar.istio.io/excludeOutboundIPRanges", "", "*"),
        ("readiness.status.sidecar.istio.io/failureThreshold", "30", "-1"),
        ("proxy.istio.io/config", "concurrency: 2", "a: [b"),
        ("sidecar.istio.io/proxyMemoryLimit", "1Gi", "-1Gi"),
        ("sidecar.istio.io/logLevel", "anything", ""),
    ],
)
def test_values_of_annotations(name: str, good: str, bad: str) -> None:
    assert refusal(name, good) == ""
    assert bool(refusal(name, bad)) is bool(bad)


def test_names_of_annotations() -> None:
    assert ANNOTATIONS["networking.istio.io/exportTo"].works_on("Service")
    assert not ANNOTATIONS["sidecar.istio.io/proxyCPU"].works_on("Namespace")
    assert ANNOTATIONS["galley.istio.io/analyze-suppress"].works_on("Namespace")
    assert nearest("sidecar.istio.io/proxycpu") == "sidecar.istio.io/proxyCPU"
    assert nearest("sidecar.istio.io/nothing-like-it") == ""


@pytest.mark.parametrize(
    ("name", "protocol"),
    [
        ("http", "http"), ("HTTP-web", "http"), ("grpc-web-ui", "grpc-web"), ("grpc", "grpc"), ("httpx", ""), ("web", ""),
        ("kubernetes.io/h2c", "http2"), ("mysql-primary", "mysql"), ("", ""),
    ],
)  # fmt: skip
def test_protocols_by_name(name: str, protocol: str) -> None:
    assert named_protocol(name) == protocol
