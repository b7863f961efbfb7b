"""Rule packs that a configuration names: what they may hold, and that a mistake in one is told as one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from meshlint.manifests.value import Value
from meshlint.registry.assertions import VOCABULARY, UntrustedPattern
from meshlint.registry.registry import Registry
from meshlint.registry.rule import InvalidRule
from meshlint.registry.rulefile import _NOWHERE

RULE = """\
title: Names are short.
severity: warning
confidence: high
kinds: [Service]
{more}
why: Because.
fix: Shorten it.
references: [https://example.com/]
"""
GOOD = 'given: {name: "$.metadata.name"}\nthen: [{function: pattern, match: "(a|a)*b", message: "No."}]'


def pack(folder: Path, more: str) -> Path:
    (folder / "house").mkdir(exist_ok=True)
    (folder / "house" / "short.yaml").write_text(RULE.format(more=more))
    return folder


def test_patterns_of_a_pack_take_linear_time(tmp_path: Path) -> None:
    registry = Registry({}, {})
    registry.add_pack(pack(tmp_path, GOOD), python=False)
    rule = registry.rule("house/short")
    assert rule is not None and isinstance(rule.then[0]["match"], UntrustedPattern)
    (then,) = rule.then
    assert VOCABULARY["pattern"](Value(_NOWHERE, (), "a" * 5000), then) is not None
    assert VOCABULARY["pattern"](Value(_NOWHERE, (), "a" * 5000 + "b"), then) is None


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ('then: [{field: a, function: pattern, match: "(?=a)", message: "No."}]', "not supported"),
        ('then: [{field: a, function: every, assert: pattern, notMatch: "(a){5000}", message: "No."}]', "too large"),
        (
            'then: [{when: {field: a, function: pattern, match: "(?<!a)"}, field: a, function: defined, message: "No."}]',
            "not supported",
        ),
        ('given: {a: "$.a[?(@.b =~ \'(a+)+$\')]"}\nthen: [{function: defined, message: "No."}]', "comparisons"),
        ('given: {a: "$.a * 1000000000"}\nthen: [{function: defined, message: "No."}]', "comparisons"),
        ('given: {a: "$..a..b"}\nthen: [{function: defined, message: "No."}]', "one '..'"),
        ('then: [{field: "$..a..b", function: defined, message: "No."}]', "one '..'"),
        (
            'options: {p: {default: a, doc: A.}}\nthen: [{field: a, function: pattern, match: "${p}", message: "No."}]',
            "write their regular expressions out",
        ),
    ],
)
def test_what_cannot_be_bounded_is_refused_where_a_configuration_names_the_pack(tmp_path: Path, more: str, says: str) -> None:
    with pytest.raises(InvalidRule, match=says):
        Registry({}, {}).add_pack(pack(tmp_path, more), python=False)
    Registry({}, {}).add_pack(tmp_path, python=True)  # who names it on the command line may do as they please


@pytest.mark.parametrize(
    "then",
    [
        '{field: a, function: pattern, match: "(a", message: "No."}',
        "{field: a, function: pattern, match: 5, message: No.}",
        "{field: a, function: range, min: x, message: No.}",
        "{field: a, function: length, max: x, message: No.}",
        "{field: a, function: in, values: 5, message: No.}",
        "{field: a, function: in, message: No.}",
        "{field: a, function: every, assert: [x], message: No.}",
        "{field: a, function: [x], message: No.}",
        "{field: a, function: all-or-none, fields: 5, message: No.}",
        '{field: a, function: defined, message: "{"}',
        '{field: a, function: equals, value: "${nowhere}", message: No.}',
        '{field: "$[", function: defined, message: No.}',
        "5",
    ],
)
@pytest.mark.parametrize("python", [True, False])
def test_mistakes_are_told_when_the_pack_is_read(tmp_path: Path, then: str, python: bool) -> None:
    with pytest.raises(InvalidRule, match=r"short\.yaml"):
        Registry({}, {}).add_pack(pack(tmp_path, f"then: [{then}]"), python)


def test_files_from_elsewhere_pipes_and_huge_ones_are_refused(tmp_path: Path) -> None:
    inside = tmp_path / "pack"
    inside.mkdir()
    rule = pack(inside, GOOD) / "house" / "short.yaml"
    outside = tmp_path / "outside.yaml"
    rule.rename(outside)
    rule.symlink_to(outside)
    with pytest.raises(InvalidRule, match="outside of its rule pack"):
        Registry({}, {}).add_pack(inside, python=False)
    rule.unlink()
    os.mkfifo(rule)
    with pytest.raises(InvalidRule, match="regular file"):
        Registry({}, {}).add_pack(inside, python=False)
    rule.unlink()
    rule.write_text("# x\n" * 100_000)
    with pytest.raises(InvalidRule, match="regular file of at most"):
        Registry({}, {}).add_pack(inside, python=False)
