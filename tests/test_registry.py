"""Rule files: what is refused, and why; and rules whose faults a class of the semantics finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from meshlint.engine import check
from meshlint.registry.registry import Registry
from meshlint.registry.rule import InvalidRule
from meshlint.settings import Settings

RULE = """
title: A field is not in the schema.
severity: warning
confidence: high
kinds: [VirtualService.networking.istio.io]
why: x
fix: y
references: ["https://shop.example"]
"""
THEN = "then: [{field: spec.hosts, function: filled, message: No hosts.}]\n"
CHECK = "def check(resource, given, context):\n    yield from ()\n"
ROUTE = """
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: orders, namespace: shop}
spec:
  hosts: [orders]
  retries: {attempts: 2}
  http: [{route: [{destination: {host: orders}}]}]
"""


def pack(folder: Path, more: str, python: str = "") -> Path:
    """A rule pack with one rule, `house/schema-invalid`: the keys that every rule has, and more."""
    (folder / "lint" / "house").mkdir(parents=True)
    (folder / "lint" / "house" / "schema_invalid.yaml").write_text(RULE + more)
    if python:
        (folder / "lint" / "house" / "schema_invalid.py").write_text(python)
    return folder / "lint"


def refusal(folder: Path, python: bool = True) -> str:
    """Why a pack is refused."""
    with pytest.raises(InvalidRule) as refused:
        Registry({}, {}).add_pack(folder, python)
    return str(refused.value)


def test_a_class_of_the_semantics_finds_the_faults_of_a_rule(tmp_path: Path) -> None:
    registry = Registry.of_folder(pack(tmp_path, "faults: istio_schema.IstioSchema\n"))
    (tmp_path / "orders.yaml").write_text(ROUTE)
    outcome = check(Settings(context="none", statistics=True), registry, [str(tmp_path / "orders.yaml")])
    found = [(item.rule, item.severity.label, item.region.start_line) for item in outcome.findings]
    assert found == [("house/schema-invalid", "warning", 7)]
    assert set(outcome.timings) == {"house/schema-invalid"}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("istio_schema", "as module.Class"),
        ("..os.Path", "as module.Class"),
        ("istio_schema.Nothing", "no class 'istio_schema.Nothing'"),
        ("no_such_module.IstioSchema", "no class 'no_such_module.IstioSchema'"),
        ("istio_mesh.IstioMesh", "has no method 'faults'"),
        ("[]", "as module.Class"),
    ],
)
def test_a_class_that_finds_no_faults_is_refused(tmp_path: Path, name: str, reason: str) -> None:
    message = refusal(pack(tmp_path, f"faults: {name}\n"))
    assert "schema_invalid.yaml: " in message and reason in message


@pytest.mark.parametrize(
    ("more", "python"),
    [
        ("", ""),
        (THEN, CHECK),
        (THEN + "faults: istio_schema.IstioSchema\n", ""),
        ("faults: istio_schema.IstioSchema\n", CHECK),
    ],
    ids=["none", "then and Python", "then and faults", "faults and Python"],
)
def test_a_rule_is_checked_in_exactly_one_way(tmp_path: Path, more: str, python: str) -> None:
    assert "exactly one of 'then', 'faults' and a Python file" in refusal(pack(tmp_path, more, python))


def test_a_pack_that_the_configuration_names_may_not_name_classes(tmp_path: Path) -> None:
    folder = pack(tmp_path, "faults: istio_schema.IstioSchema\n")
    assert "only loaded with --rules-dir" in refusal(folder, python=False)


def test_kinds_that_are_only_looked_up_are_read_and_not_handed_to_the_check(tmp_path: Path) -> None:
    looks_up = (
        "def check(resource, given, context):\n"
        "    for item in context.inventory.of('Widget.shop.example'):\n"
        "        yield context.finding(resource.root, f'{resource.kind} beside {item.name}.')\n"
    )
    registry = Registry.of_folder(pack(tmp_path, "reads: [Widget.shop.example]\n", looks_up))
    widget = "---\napiVersion: shop.example/v1\nkind: Widget\nmetadata: {name: till}\n"
    (tmp_path / "orders.yaml").write_text(ROUTE + widget)
    found = check(Settings(context="none"), registry, [str(tmp_path / "orders.yaml")]).findings
    assert [item.message for item in found] == ["VirtualService beside till."]


def test_a_kind_is_reported_on_or_only_looked_up(tmp_path: Path) -> None:
    message = refusal(pack(tmp_path, THEN + "reads: [VirtualService.networking.istio.io]\n"))
    assert "'VirtualService.networking.istio.io' stands in 'kinds' and in 'reads'" in message


@pytest.mark.parametrize(
    ("mentions", "reported"),
    [
        ("[orders]", True),
        ("[refunds]", False),
        ("[refunds, Service]", False),
        ("[refunds, DestinationRule.networking.istio.io]", True),
    ],
)
def test_a_kind_among_the_words_of_a_rule_stands_in_any_text_where_one_was_read(
    tmp_path: Path, mentions: str, reported: bool
) -> None:
    more = f"reads: [Service, DestinationRule.networking.istio.io]\nmentions: {mentions}\nfaults: istio_schema.IstioSchema\n"
    registry = Registry.of_folder(pack(tmp_path, more))
    (tmp_path / "orders.yaml").write_text(ROUTE)
    (tmp_path / "rule.yaml").write_text("apiVersion: networking.istio.io/v1\nkind: DestinationRule\nspec: {host: orders}\n")
    found = check(Settings(context="none"), registry, [str(tmp_path)]).findings
    assert bool(found) is reported
