"""Items of the lists that Consul's annotations hold, as its endpoints controller and iptables read them."""

from __future__ import annotations

from pathlib import Path

import pytest
from fixture_cases import RULES

from meshlint.engine import check
from meshlint.registry.registry import Registry
from meshlint.registry.rule import Profile
from meshlint.settings import Settings

REGISTRY = Registry.of_folder(RULES)
POD = """apiVersion: v1
kind: Pod
metadata:
  name: cart
  namespace: shop
  annotations:
    consul.hashicorp.com/connect-inject: "true"
    consul.hashicorp.com/{key}: "{value}"
spec:
  containers: [{{name: app, image: registry.example.org/cart:1.4.2, ports: [{{name: web, containerPort: 8080}}]}}]
"""


def reported(folder: Path, rule: str, key: str, value: str) -> list[str]:
    (folder / "pod.yaml").write_text(POD.format(key=key, value=value))
    settings = Settings(profile=Profile.AUDIT, context="none", select=(rule,))
    return [item.severity.label for item in check(settings, REGISTRY, [str(folder)]).findings]


@pytest.mark.parametrize(
    "upstreams",
    [
        "menu:1234",
        " menu : 1234 ,bar:1235:west",
        "menu:web",
        "menu:0x10",
        "prepared_query:near:1234",
        "menu.svc:1234",
        "menu.svc.west.peer:1234",
        "menu.svc.shop.ns.east.ap:1234",
        "menu.shop.east:1234",
    ],
)
def test_an_upstream_that_consul_reads(upstreams: str, tmp_path: Path) -> None:
    assert reported(tmp_path, "consul/upstreams-annotation-invalid", "connect-service-upstreams", upstreams) == []


@pytest.mark.parametrize(
    "upstreams",
    [
        "menu",
        "menu:",
        ":1234",
        "menu:1234,",
        "menu:admin",
        "menu:-1",
        "prepared_query:near",
        "menu.svc.shop:1234",
        "menu.svc.shop.peers:1234",
        "menu.svc.shop.ns.east.zone:1234",
    ],
)
def test_an_upstream_that_consul_does_not_read(upstreams: str, tmp_path: Path) -> None:
    assert reported(tmp_path, "consul/upstreams-annotation-invalid", "connect-service-upstreams", upstreams) == ["error"]


@pytest.mark.parametrize(
    ("name", "value", "severities"),
    [
        ("outbound-ports", "5432", []),
        ("outbound-ports", "6000:6010,5432", []),
        ("outbound-ports", "6000-6010", ["error"]),
        ("outbound-ports", "0", ["error"]),
        ("outbound-ports", "5432 ", ["error"]),
        ("outbound-ports", " 5432", ["warning"]),
        ("outbound-ports", "https", ["warning"]),
        ("outbound-ports", "*", ["error"]),
        ("inbound-ports", "", ["error"]),
        ("uids", "1000-2000", []),
        ("uids", "nobody", ["warning"]),
        ("uids", "-1", ["error"]),
        ("outbound-cidrs", "10.1.2.3", []),
        ("outbound-cidrs", "10.1.2.3/16", []),
        ("outbound-cidrs", "fd00::/8", []),
        ("outbound-cidrs", "10.1.2.3/40", ["error"]),
        ("outbound-cidrs", "10.1.0.0/16, 10.2.0.0/16", ["error"]),
    ],
)
def test_what_is_excluded_from_redirection(name: str, value: str, severities: list[str], tmp_path: Path) -> None:
    assert reported(tmp_path, "consul/tproxy-exclude-invalid", f"transparent-proxy-exclude-{name}", value) == severities
