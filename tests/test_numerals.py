"""Digits of any length and script, wherever text is read as a number."""

from __future__ import annotations

from collections import deque

import pytest

from meshlint.engine import lint
from meshlint.inputs import Inputs
from meshlint.registry.registry import Registry
from meshlint.registry.rule import Profile
from meshlint.semantics.numerals import whole_number
from meshlint.semantics.release import Release
from meshlint.semantics.version_constraints import Constraint
from meshlint.semantics.version_strings import VersionClass, classify_chart_version
from meshlint.settings import Settings

LONG = "9" * 5000
ODD = ["²", "٣", LONG, f"1{LONG}", "-1", "0x1", ""]


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("65535", 65535), *((text, None) for text in ODD)])
def test_whole_numbers(text: str, number: int | None) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize("text", [f"{LONG}.1.1", f"1.{LONG}.0", f"1.1.{LONG}", "²", "+ent0" * 5000 + "x"])
def test_versions_of_such_numbers_are_none(text: str) -> None:
    assert Release.parse(text) in (None, Release(1, 1, pre=LONG))
    assert Constraint.parse(f">={text}") is None
    assert classify_chart_version(text) in (VersionClass.INVALID, VersionClass.KEYWORD)


def test_identifiers_of_prereleases_are_compared_whatever_they_are() -> None:
    first, second = Release.parse("1.2.3-rc.²"), Release.parse(f"1.2.3-rc.{LONG}")
    assert first is not None and second is not None and (first < second) != (second < first)


POD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: cart, namespace: shop}}
spec:
  selector: {{matchLabels: {{app: cart}}}}
  template:
    metadata:
      labels: {{app: cart}}
      annotations:
        linkerd.io/inject: enabled
        config.linkerd.io/proxy-uid: "{0}"
        config.linkerd.io/inbound-port: "{0}"
        config.alpha.linkerd.io/proxy-wait-before-exit-seconds: "{0}"
        traffic.sidecar.istio.io/includeInboundPorts: "{0}"
        status.sidecar.istio.io/port: "{0}"
        readiness.status.sidecar.istio.io/periodSeconds: "{0}"
        sidecar.istio.io/inject: "true"
        sidecar.istio.io/proxyCPU: "{0}"
    spec:
      terminationGracePeriodSeconds: 10
      containers:
        - name: cart
          image: shop.example/cart:{0}
          ports: [{{containerPort: 80}}]
          lifecycle: {{preStop: {{exec: {{command: [sleep, "{0}"]}}}}}}
"""
OTHERS = """\
apiVersion: v1
kind: ConfigMap
metadata: {{name: cilium-config, namespace: kube-system}}
data: {{http-retry-count: "{0}"}}
---
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: {{name: a, namespace: istio-system}}
spec: {{tag: 1.{0}.0, revision: 1-{0}, values: {{global: {{proxy: {{includeInboundPorts: "{0}"}}}}}}}}
---
apiVersion: split.smi-spec.io/v1alpha1
kind: TrafficSplit
metadata: {{name: a, namespace: shop}}
spec: {{service: a, backends: [{{service: a, weight: 500m}}, {{service: b, weight: "{0}"}}]}}
---
apiVersion: cilium.io/v2
kind: CiliumEnvoyConfig
metadata: {{name: a, namespace: shop}}
spec: {{services: [{{name: cart, namespace: shop}}], resources: [{{"@type": type.googleapis.com/envoy.config.route.v3.Route}}]}}
"""


@pytest.mark.parametrize("text", ODD)
def test_no_rule_fails_over_them(text: str) -> None:
    files = [("pod.yaml", POD.format(text).encode()), ("others.yaml", OTHERS.format(text).encode())]
    settings = Settings(profile=Profile.AUDIT, context="none")
    outcome = lint(settings, Registry.builtin(), Inputs(deque(files), frozenset(("pod.yaml", "others.yaml"))))
    assert not outcome.crashes, outcome.crashes[0].traceback
    assert outcome.resources > 5
