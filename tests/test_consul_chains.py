"""Discovery chains of Consul: which filters, protocols and editions are told, and which circles are found, each once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from meshlint.engine import load
from meshlint.inputs import read_inputs
from meshlint.loading.relevance import Relevance
from meshlint.manifests.assemble import assemble
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.world import World
from meshlint.semantics.consul import DEFAULTS
from meshlint.semantics.consul_chain_entries import PROXY_DEFAULTS, RESOLVER, SPLITTER, ChainEntries
from meshlint.semantics.consul_chains import ConsulChains
from meshlint.semantics.consul_edition import ConsulEdition
from meshlint.semantics.consul_faults import are_together
from meshlint.semantics.consul_intentions import INTENTIONS
from meshlint.semantics.consul_intentions_beside import MESH
from meshlint.semantics.consul_subset_filters import is_expression
from meshlint.semantics.targets import Targets
from meshlint.semantics.views import VIEW_SOURCES, views

KINDS = frozenset((RESOLVER, SPLITTER, PROXY_DEFAULTS, DEFAULTS, INTENTIONS, MESH))
RELEASE = """
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: {name}, namespace: consul}}
spec:
  chart: {{spec: {{chart: consul, version: 1.9.2, sourceRef: {{kind: HelmRepository, name: hashicorp}}}}}}
  {values}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {{name: hashicorp, namespace: consul}}
spec: {{url: https://helm.releases.hashicorp.com}}
"""
ENTRY = """
---
apiVersion: consul.hashicorp.com/v1alpha1
kind: {kind}
metadata: {{name: {name}{namespace}}}
spec: {{{spec}}}
"""


def release(values: str, name: str = "consul", more: str = "") -> str:
    return RELEASE.format(name=name, values=f"values: {{{values}}}\n  {more}")


def entry(kind: str, name: str, spec: str, namespace: str = "museum") -> str:
    return ENTRY.format(kind=kind, name=name, spec=spec, namespace=f", namespace: {namespace}" if namespace else "")


def inventory(folder: Path, *texts: str, complete: bool = False, files: Mapping[str, str] = MappingProxyType({})) -> Inventory:
    for name, text in {"all": "".join(texts), **files}.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    loaded = load(read_inputs([str(folder)], "none"), Relevance(VIEW_SOURCES | KINDS))
    return assemble(loaded, World(complete=complete), views)


@pytest.mark.parametrize(
    "text",
    [
        "Service.Meta.version == v1",
        "Service.Meta.version==v1",
        '"v1" in Service.Tags',
        "v1 not in Service.Tags",
        "Service.Tags is empty or Service.Tags is not empty",
        "not (a == b and c != d) or e contains f",
        'Service.Meta["a b"] != "x y"',
        "Service.ID matches `^web-[0-9]+$`",
        'any Service.Tags as tag { tag == "x" }',
        "a == 1.5",
        "(" * 60 + "a == b" + ")" * 60,
    ],
)
def test_a_filter_that_is_an_expression(text: str) -> None:
    assert is_expression(text)


@pytest.mark.parametrize(
    "text",
    [
        "v1",
        "a = b",
        "a == ",
        "== b",
        "a == b c == d",
        "a == b && c == d",
        "(a == b",
        "a is full",
        '"open',
        "()",
        "a == b)",
        "and a == b",
    ],
)
def test_a_filter_that_is_none(text: str) -> None:
    assert not is_expression(text)


@pytest.mark.parametrize(
    ("texts", "namespaces", "partition", "mirrors"),
    [
        ([], None, None, None),
        ([release("global: {name: consul}")], False, "", False),
        ([release("global: {enableConsulNamespaces: true}")], True, "", None),
        ([release("global: {enableConsulNamespaces: '{{ .x }}'}")], None, "", None),
        ([release("global: {adminPartitions: {enabled: true}}")], False, "default", False),
        ([release("global: {adminPartitions: {enabled: true, name: loans}}")], False, "loans", False),
        ([release("global: {adminPartitions: {enabled: false, name: loans}}")], False, "", False),
        ([release("global: {name: consul}"), release("global: {enableConsulNamespaces: true}", "second")], None, "", None),
        ([release("", more="valuesFrom: [{kind: ConfigMap, name: unread}]")], None, None, None),
    ],
)
def test_the_edition_is_told_where_all_values_agree(
    texts: list[str], namespaces: bool | None, partition: str | None, mirrors: bool | None, tmp_path: Path
) -> None:
    found = inventory(tmp_path, *texts, entry("Mesh", "mesh", ""))
    edition = found.shared(ConsulEdition, Targets())
    mesh = found.of(MESH)[0]
    assert (edition.namespaces(mesh), edition.partition(mesh), edition.mirrors(mesh)) == (namespaces, partition, mirrors)


@pytest.mark.parametrize(
    ("texts", "complete", "protocol"),
    [
        ([], False, ""),
        ([], True, "tcp"),
        ([entry("ServiceDefaults", "guide", "protocol: HTTP")], False, "http"),
        ([entry("ServiceDefaults", "guide", "")], False, "tcp"),
        (
            [entry("ServiceDefaults", "guide", "protocol: http"), entry("ServiceDefaults", "guide", "protocol: tcp", "office")],
            False,
            "",
        ),
        ([entry("ServiceDefaults", "guide", "protocol: '{{ .x }}'")], True, ""),
        ([entry("ProxyDefaults", "global", "config: {protocol: grpc}")], False, ""),
        ([entry("ProxyDefaults", "global", "config: {protocol: grpc}"), entry("ServiceDefaults", "shop", "")], False, "grpc"),
        ([entry("ProxyDefaults", "global", "config: {protocol: http}"), entry("ServiceDefaults", "guide", "")], False, "tcp"),
    ],
)
def test_a_protocol_is_told_from_what_was_read(texts: list[str], complete: bool, protocol: str, tmp_path: Path) -> None:
    found = inventory(tmp_path, *texts, entry("Mesh", "mesh", ""), complete=complete)
    mesh = found.of(MESH)[0]
    assert found.shared(ChainEntries, Targets()).protocol("guide", mesh) == protocol


def circles(found: Inventory) -> list[str]:
    chains = found.shared(ConsulChains, Targets())
    return [
        item.name
        for kind in (RESOLVER, SPLITTER)
        for item in found.of(kind)
        for _ in chains.faults(item, "consul/discovery-chain-cycle")
    ]


def test_each_circle_is_told_once(tmp_path: Path) -> None:
    ring = [entry("ServiceResolver", f"r{index}", f"redirect: {{service: r{(index + 1) % 5}}}") for index in range(5)]
    into = [entry("ServiceResolver", "in", "redirect: {service: r3}")]
    assert circles(inventory(tmp_path, *into, *ring)) == ["r0"]


def test_splitters_that_meet_make_no_circle(tmp_path: Path) -> None:
    texts = [
        entry("ServiceSplitter", "top", "splits: [{weight: 50, service: left}, {weight: 50, service: right}]"),
        entry("ServiceSplitter", "left", "splits: [{weight: 100, service: end}]"),
        entry("ServiceSplitter", "right", "splits: [{weight: 100, service: end}]"),
        entry("ServiceSplitter", "end", "splits: [{weight: 100}]"),
    ]
    assert not circles(inventory(tmp_path, *texts))


def test_a_long_chain_is_walked_without_recursion(tmp_path: Path) -> None:
    texts = [entry("ServiceResolver", f"r{index}", f"redirect: {{service: r{index + 1}}}") for index in range(1500)]
    assert not circles(inventory(tmp_path, *texts))


def test_files_meet_in_one_folder(tmp_path: Path) -> None:
    one, two = entry("ServiceIntentions", "one", "", ""), entry("ServiceIntentions", "two", "", "")
    found = inventory(tmp_path, files={"a/one": one, "a/two": two, "b/two": two})
    first, second, third = found.of(INTENTIONS)
    assert are_together(first, second)
    assert not are_together(first, third)
    assert not are_together(second, third)
