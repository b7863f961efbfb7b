"""ServiceDefaults and ProxyDefaults as the admission webhook of Consul judges them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fixture_cases import RULES

from meshlint.engine import check
from meshlint.findings import Located
from meshlint.registry.registry import Registry
from meshlint.registry.rule import Profile
from meshlint.settings import Settings

REGISTRY = Registry.of_folder(RULES)


def reported(folder: Path, rule: str, kind: str, spec: Any) -> list[Located]:
    metadata = {"name": "global" if kind == "ProxyDefaults" else "cart", "namespace": "shop"}
    entry = {"apiVersion": "consul.hashicorp.com/v1alpha1", "kind": kind, "metadata": metadata, "spec": spec}
    (folder / "entry.json").write_text(json.dumps(entry))
    outcome = check(Settings(profile=Profile.AUDIT, context="none", select=(rule,)), REGISTRY, [str(folder)])
    assert not outcome.crashes
    return list(outcome.findings)


@pytest.mark.parametrize("address", ["10.0.0.1", "fd00::1", "db", "db.example.org", "db.example.org.", "a_b.example.org"])
def test_an_address_that_can_be_dialled(address: str, tmp_path: Path) -> None:
    spec = {"destination": {"addresses": [address], "port": 443}}
    assert not reported(tmp_path, "consul/destination-invalid", "ServiceDefaults", spec)


@pytest.mark.parametrize("address", ["", "...", "a..b", "*.example.org", "a*.example.org", "x" * 64, ".example.org"])
def test_an_address_that_cannot_be_dialled(address: str, tmp_path: Path) -> None:
    spec = {"destination": {"addresses": [address], "port": 443}}
    assert len(reported(tmp_path, "consul/destination-invalid", "ServiceDefaults", spec)) == 1


@pytest.mark.parametrize(
    ("logs", "field"),
    [
        ({"type": "syslog", "path": "/log", "jsonFormat": "{", "textFormat": "x"}, "type"),
        ({"type": "file", "jsonFormat": "{", "textFormat": "x"}, "type"),
        ({"path": "/log", "jsonFormat": "{", "textFormat": "x"}, "textFormat"),
        ({"path": "/log", "jsonFormat": "{"}, "path"),
        ({"jsonFormat": "{"}, "jsonFormat"),
    ],
)
def test_access_logs_are_refused_for_the_first_fault_alone(logs: dict[str, str], field: str, tmp_path: Path) -> None:
    found = reported(tmp_path, "consul/access-logs-invalid", "ProxyDefaults", {"accessLogs": logs})
    assert [item.path[-1] for item in found] == [field]


@pytest.mark.parametrize("spec", [None, [], "x", 1, {"destination": [], "upstreamConfig": 1, "rateLimits": "x", "expose": []}])
def test_what_is_no_entry_at_all_is_not_judged(spec: Any, tmp_path: Path) -> None:
    assert not reported(tmp_path, "consul/*", "ServiceDefaults", spec)


def test_a_rate_of_a_route_is_enough(tmp_path: Path) -> None:
    routes = [{"pathPrefix": "/", "requestsPerSecond": 5}]
    spec = {"rateLimits": {"instanceLevel": {"routes": routes}}}
    assert not reported(tmp_path, "consul/instance-rate-limit-invalid", "ServiceDefaults", spec)
