"""The contract of every rule: complete metadata, fixtures that report and that stay silent, at the right line."""

from __future__ import annotations

import ast
import re
from itertools import combinations
from pathlib import Path

import pytest
from fixture_cases import RULES, Case, all_cases, cases

from meshlint.engine import check
from meshlint.findings import Severity
from meshlint.registry.index import DOCS, INDEX, build, rule_files
from meshlint.registry.pages import pages
from meshlint.registry.registry import Registry
from meshlint.registry.rule import Profile, Rule
from meshlint.settings import Settings

REGISTRY = Registry.of_folder(RULES)
_COMMENT = re.compile(rb"[ \t]#[^\n]*")
_IDS = [rule.id for rule in REGISTRY.rules()]
_SAY_DIFFERENT_THINGS = frozenset(
    (
        ("gateway/backend-port-required", "gateway/field-required"),  # no port, and no name either
        ("gateway/field-required", "gateway/filter-type-mismatch"),  # no type, and settings that none has
        ("install/version-unquoted-number", "istio/image-tag-unpinned"),  # the number that is read, and the tag that is meant
        ("istio/annotation-invalid-value", "istio/sidecar-resources-partial-annotations"),  # a value, and those beside it
        ("istio/destinationrule-mtls-conflict", "istio/destinationrule-tls-mode-missing"),  # what it means, and whom it cuts off
        ("istio/gateway-credential-secret-invalid", "istio/gateway-credential-secret-not-found"),  # two certificates
        ("istio/wasmplugin-insecure-url", "istio/wasmplugin-unpinned"),  # who is on the way, and who is at its end
        ("istio/wasmplugin-invalid", "istio/wasmplugin-unpinned"),  # the scheme, and the tag
        ("linkerd/annotation-not-string", "linkerd/inject-value-invalid"),  # quotes alone would not help
    )
)
"""Pairs of rules that report errors at one place of a fixture, and each says what the other does not."""
_KNOWN_TAGS = frozenset(
    """
    ambient certificates correctness gateways helm identity images injection install load-balancing mtls networking observability
    policy reliability resources retries routing scheduling schema security sidecar supply-chain suppressions timeouts tls
    traffic upgrades versions weights yaml performance
    """.split()
)


def _rule(rule_id: str) -> Rule:
    rule = REGISTRY.rule(rule_id)
    assert rule is not None
    return rule


@pytest.mark.parametrize("rule_id", _IDS)
def test_metadata_is_complete(rule_id: str) -> None:
    rule, prose = _rule(rule_id), REGISTRY.documentation(rule_id)
    assert rule.title.endswith(".") and len(rule.title) <= 120
    assert "\n" not in rule.title
    assert prose.why and prose.fix
    assert prose.references and all(reference.startswith("https://") for reference in prose.references)
    assert len(rule_id) <= 63, "an annotation could not name the rule"
    assert rule.tags and set(rule.tags) <= _KNOWN_TAGS, set(rule.tags) - _KNOWN_TAGS
    assert all(".." not in path for path in rule.given.values())
    assert bool(rule.security_severity) <= ("security" in rule.tags)
    for option in rule.options.values():
        assert option.doc and option.default is not None


@pytest.mark.parametrize("rule_id", _IDS)
def test_has_fixtures_that_report_and_that_stay_silent(rule_id: str) -> None:
    found = cases(rule_id)
    assert any(case.expected() for case in found), "no fixture expects a report"
    assert any(not case.expected() for case in found), "no fixture is silent"


@pytest.mark.parametrize("case", list(all_cases()), ids=lambda case: case.name)
def test_reports_what_the_fixture_expects(case: Case) -> None:
    reported = case.reported(REGISTRY)
    expected = case.expected()
    severities = {(file, line): severity for file, line, severity in expected if severity}
    found = {
        (item.region.file, item.region.start_line, severities.get((item.region.file, item.region.start_line), "")): item
        for item in reported
    }
    assert set(found) == expected, "\n".join(item.message for item in reported)
    for (file, line, severity), item in found.items():
        assert not severity or item.severity.label == severity, f"{file}:{line} is {item.severity.label}"
        assert item.message.endswith("."), item.message


def test_one_fault_is_reported_once() -> None:
    pairs: set[tuple[str, ...]] = set()
    for case in all_cases():
        at: dict[tuple[str, int, int], set[str]] = {}
        for item in check(case.settings().overridden(select=()), REGISTRY, [str(case.path)]).findings:
            if item.severity is Severity.ERROR:
                at.setdefault((item.region.file, item.region.start_line, item.region.start_column), set()).add(item.rule)
        pairs |= {pair for rules in at.values() for pair in combinations(sorted(rules), 2)}
    assert pairs == _SAY_DIFFERENT_THINGS


def test_every_fixture_belongs_to_a_rule() -> None:
    assert {case.rule for case in all_cases()} <= set(_IDS)


@pytest.mark.parametrize("path", [code for _, code in rule_files(RULES) if code is not None], ids=lambda path: path.stem)
def test_rules_import_only_the_rule_api_and_semantics(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        elif isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        else:
            continue
        for module in modules:
            allowed = module == "meshlint.api" or module.startswith("meshlint.semantics.")
            assert allowed or not module.startswith("meshlint"), f"{path.name} imports {module}"


def test_mentions_leave_nothing_out(tmp_path: Path) -> None:
    for number, case in enumerate(all_cases()):
        for file in case.files():
            copy = tmp_path / str(number % 40) / str(number) / file.relative_to(case.path.parent)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(_COMMENT.sub(b"", file.read_bytes()))
    asked_of_all = Registry({rule.id: rule._replace(mentions=()) for rule in REGISTRY.rules()})
    for folder in sorted(tmp_path.iterdir()):
        settings = Settings(profile=Profile.AUDIT, context="none", namespace="default")
        expected = check(settings, asked_of_all, [str(folder)]).findings
        assert expected and check(settings, REGISTRY, [str(folder)]).findings == expected


def test_the_index_is_fresh() -> None:
    index, docs = build(RULES)
    stale = "run: python -m meshlint.registry.index rules"
    assert (RULES / INDEX).read_text(encoding="utf-8") == index, stale
    assert (RULES / DOCS).read_text(encoding="utf-8") == docs, stale


def test_the_pages_are_fresh() -> None:
    folder = RULES.parent / "docs" / "rules"
    written = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.md")}
    assert written == pages(REGISTRY), "run: make index"


def test_a_quarter_of_the_rules_that_are_checked_by_themselves_need_no_python() -> None:
    declarative = [rule for rule in REGISTRY.rules() if rule.then]
    alone = [rule for rule in REGISTRY.rules() if rule.kinds and not rule.faults]
    assert 4 * len(declarative) >= len(alone)
