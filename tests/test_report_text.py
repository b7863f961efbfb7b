from __future__ import annotations

import re
import unicodedata

import pytest
from report_samples import PLAIN, Rules, full_outcome, hostile_outcome, located

from meshlint.findings import Fix, Located, Region, Severity
from meshlint.outcome import Outcome
from meshlint.report import TextOptions, render
from meshlint.report.snippet import snippet


def text(outcome: Outcome, options: TextOptions = PLAIN) -> str:
    return render("text", outcome, Rules(), options)


def test_the_whole_report() -> None:
    assert (
        text(full_outcome())
        == """\
k8s/vs.yaml:12:11: error[istio/retry-not-idempotent] Host 'reviews' is missing, so requests fail with 503.
   |
12 |     host: reviews
   |           ^^^^^^^
   = related: k8s/dr.yaml:3:5: The subset is defined here.
   = fix: Limit the retries (--fix)
   = help: meshlint explain istio/retry-not-idempotent

k8s/vs.yaml:20:11: warning[istio/policy-allows-all] Policy 'all' allows all.
   |
20 |     host: reviews
   |           ^^^^^^^
   = help: meshlint explain istio/policy-allows-all

k8s/z y.yaml:1:1: note[gateway/route-hint] Say more.
  = help: meshlint explain gateway/route-hint

1 error, 1 warning, 1 note in 214 resources (37 files); --fix repairs 1.
Not shown: 3 suppressed, 12 in the baseline.
Skipped 9 documents: 8 Helm template, 1 too large.
2 rules lacked context: nothing read says enough about Namespace, Service.
1 rule failed, which is a fault of meshlint: findings may be missing.
"""
    )


def test_a_clean_run_says_what_was_read() -> None:
    assert text(Outcome((), files=1, resources=3)) == "No findings in 3 resources (1 file).\n"


def test_the_source_can_be_left_out() -> None:
    shown = text(Outcome((located(),)), TextOptions(color=False, width=80, show_source=False))
    assert "host: reviews" not in shown
    assert "meshlint explain istio/retry-not-idempotent" in shown


def test_an_unsafe_fix_names_its_option() -> None:
    finding = located()
    fixed = Located(finding.rule, finding.severity, "No.", finding.region, "Service a", "Service", (), fix=Fix("Drop it", ()))
    shown = text(Outcome((fixed,)))
    assert "Drop it (--fix --unsafe-fixes)" in shown
    assert "repairs" not in shown


def test_colours_are_there_only_when_asked_for() -> None:
    assert "\x1b" not in text(full_outcome())
    coloured = text(full_outcome(), TextOptions(color=True, width=100))
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text(full_outcome())
    assert "\x1b[31m" in coloured


def test_hostile_text_neither_escapes_nor_starts_lines_nor_commands() -> None:
    for name in ("text", "concise"):
        shown = render(name, hostile_outcome(), Rules(), PLAIN)
        assert not {c for c in shown if unicodedata.category(c) in ("Cc", "Cs") and c != "\n"}
        assert "\u202e" not in shown
        assert "##[" not in shown and "##vso[" not in shown
        assert not [line for line in shown.splitlines() if line.lstrip().startswith("::")]
        assert r"a\x1b[31mred\x9b0m b ::error title=x::pwned" in shown


def test_concise_is_one_line_a_finding() -> None:
    assert render("concise", full_outcome(), Rules(), PLAIN).splitlines() == [
        "k8s/vs.yaml:12:11: error[istio/retry-not-idempotent] Host 'reviews' is missing, so requests fail with 503.",
        "k8s/vs.yaml:20:11: warning[istio/policy-allows-all] Policy 'all' allows all.",
        "k8s/z y.yaml:1:1: note[gateway/route-hint] Say more.",
    ]
    assert render("concise", Outcome(()), Rules(), PLAIN) == ""


def test_many_missing_kinds_are_shortened() -> None:
    shown = text(Outcome((), without_context={f"istio/r{n}": (f"Kind{n}",) for n in range(8)}))
    assert "8 rules lacked context: nothing read says enough about Kind0, Kind1, Kind2, Kind3, Kind4, Kind5" in shown
    assert "and 2 more kinds." in shown


def underlined(line: str, start: int, end: int | None, room: int = 60) -> tuple[str, str]:
    """The shown line, and the part of it above the carets, by terminal cells."""
    shown = snippet(line, start, end, room)
    cells = "".join(c * (2 if unicodedata.east_asian_width(c) in "WF" else 1) for c in shown.text)
    return shown.text, cells[shown.start : shown.start + shown.length]


@pytest.mark.parametrize(
    ("line", "start", "end", "shown", "marked"),
    [
        ("host: reviews", 7, 14, "host: reviews", "reviews"),
        ("a:\t\tb\tc", 5, 8, "a:        b    c", "b    c"),
        ("名前: 猫の値 x", 5, 8, "名前: 猫の値 x", "猫猫のの値値"),
        ("k: \x1b[0m", 4, 8, r"k: \x1b[0m", r"\x1b[0m"),
        ("k: ##[x]y", 4, 10, r"k: \x23#[x]y", r"\x23#[x]y"),
        ("key: |  ", 6, None, "key: |", "|"),
        ("key: value\r", 1, 4, "key: value", "key"),
    ],
)
def test_the_underline_is_below_its_region(line: str, start: int, end: int | None, shown: str, marked: str) -> None:
    assert underlined(line, start, end) == (shown, marked)


@pytest.mark.parametrize(("line", "start", "end"), [("key:", 6, 6), ("", 1, 1), ("key:", 99, 120), ("key:", 5, 5)])
def test_an_empty_region_or_one_beyond_the_line_still_has_a_caret(line: str, start: int, end: int) -> None:
    shown = snippet(line, start, end, 60)
    assert (shown.start, shown.length) == (len(line), 1)


def test_combining_characters_take_no_room() -> None:
    shown = snippet("e\u0301e\u0301: x", 6, 8, 60)
    assert (shown.start, shown.length) == (3, 2)


@pytest.mark.parametrize("room", [0, 20, 41, 77])
@pytest.mark.parametrize("at", [1, 50, 500, 9_990])
def test_a_long_line_is_windowed_around_its_region(room: int, at: int) -> None:
    line = "".join(chr(ord("a") + n % 26) for n in range(10_000))
    shown, marked = underlined(line, at, at + 5, room)
    assert marked == line[at - 1 : at + 4]
    assert len(shown) <= max(room, 20)
    assert (shown.startswith("…"), shown.endswith("…")) == (at > 1, at < 9_990)
    assert shown.strip("…") in line


def test_a_region_wider_than_the_room_is_cut() -> None:
    shown = snippet("x: " + "y" * 5_000_000, 4, None, 40)
    assert len(shown.text) <= 40
    assert shown.text.endswith("…")
    assert set(shown.text[shown.start : shown.start + shown.length]) == {"y"}


def test_a_region_of_several_lines_is_underlined_on_its_first() -> None:
    region = Region("a.yaml", 2, 1, 4, 3)
    finding = Located("istio/x", Severity.NOTE, "No.", region, "a.yaml", "", (), source_line="spec: {")
    assert "2 | spec: {\n  | ^^^^^^^\n" in text(Outcome((finding,)))
