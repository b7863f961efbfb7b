"""Directives in comments: what they cover, and that thousands of them are no work."""

from __future__ import annotations

from datetime import date

import pytest

from meshlint.findings import Located, Region, Severity
from meshlint.loading.source import Source
from meshlint.triage.coverage import Coverage
from meshlint.triage.suppressions import Suppression, find_suppressions

TODAY = date(2026, 6, 1)


def finding(line: int, rule: str = "a/b") -> Located:
    return Located(rule, Severity.ERROR, "M.", Region("a.yaml", line, 1, line, 2), "", "", ())


def suppressions(text: str) -> list[Suppression]:
    return find_suppressions(Source("a.yaml", text))


def covered(text: str, rule: str = "a/b") -> list[int]:
    """The lines on which the text suppresses a rule."""
    coverage = Coverage(suppressions(text), TODAY)
    lines = range(1, text.count("\n") + 2)
    return [
        line
        for line in lines
        if coverage.covers(Located(rule, Severity.ERROR, "M.", Region("a.yaml", line, 1, line, 2), "", "", ()))
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a: 1 # meshlint: ignore[a/b]\nb: 2\n", [1]),
        ("# meshlint: ignore[a/b]\na:\n  b: 1\n\n  c: 2\nd: 3\n", [2, 3, 4, 5]),
        ("# meshlint: ignore[a/b]\na:\n- b\n- c\nd: 3\n", [2, 3, 4]),
        ("a:\n  # meshlint: ignore[a/b]\n  - b:\n      c\n  - d\n", [3, 4]),
        ("# meshlint: ignore[a/b]\na:\n---\nb: 1\n", [2]),
        ("a: 1\n---\nb: 1 # meshlint: ignore-resource[a/b]\nc: 2\n---\nd: 1\n", [2, 3, 4]),
        ("a: 1\nb: 2 # meshlint: ignore-file[a/b]\n", [1, 2, 3]),
        ("a: 1 # meshlint: ignore[a/*,c/d]\n", [1]),
        ("a: 1 # meshlint: ignore[*/[ab]]\n", []),
        ("a: 1 # meshlint: ignore[a/b] until=2026-05-31 late\n", []),
        ("a: 1 # meshlint: ignore[a/b] until=2026-06-01\n", [1]),
        ("a: 1 # meshlint: ignore[a/b] until=never\n", []),
        ("a: 'x # meshlint: ignore[a/b]'\n", []),
        ("a: |\n  # meshlint: ignore[a/b]\n  b\n", []),
        ("# meshlint: ignore[a/b]", [1]),
    ],
)
def test_what_a_directive_covers(text: str, lines: list[int]) -> None:
    assert covered(text) == lines


def test_the_first_directive_that_covers_a_finding_is_the_one_of_use() -> None:
    found = suppressions("# meshlint: ignore-file[c/d]\n# meshlint: ignore[a/*]\na:\n  b: 1 # meshlint: ignore[a/b]\n")
    Coverage(found, TODAY).covers(finding(4))
    assert [item.used for item in found] == [set(), {"a/*"}, set()]


@pytest.mark.parametrize(
    "text",
    [
        "# meshlint: ignore[a/b]\n" * 20_000 + "a: 1\n",
        "a: 1 # meshlint: ignore-resource[a/b]\n" * 20_000,
        "a: 1 # meshlint: ignore-file[a/?]\n" * 20_000,
        "a: 'x # meshlint: ignore[c/d]' # meshlint: ignore[a/b]\n" * 20_000,
        "".join(f"{' ' * (at % 90)}# meshlint: ignore[a/b]\n{' ' * (at % 90)}a:\n" for at in range(20_000)),
        "a: 1 " + "# meshlint: ignore[" * 20_000 + "\n",
    ],
    ids=["alone", "resource", "file", "scalars", "nested", "open"],
)
def test_thousands_of_directives_are_no_work(text: str) -> None:
    found = suppressions(text)
    coverage = Coverage(found, TODAY)
    hits = [coverage.covers(finding(line)) for line in range(1, 20_002)]
    assert any(hits) == bool(found)
