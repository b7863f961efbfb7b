from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshlint.report.sanitize import block, escape, json_text, one_line, path_first


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x9b0m\x7f\x00", r"\x9b0m\x7f\x00"),
        ("a\nb\tc\r", r"a\nb\tc\r"),
        ("\u202egnp.exe\u2066", r"\u202egnp.exe\u2066"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("\udc80", r"\udc80"),
        ("##[add-mask]x ##vso[task.x]y ###[z]", r"\x23#[add-mask]x \x23#vso[task.x]y #\x23#[z]"),
        ("# heading ## [link] 猫 é 👩‍💻", "# heading ## [link] 猫 é 👩‍💻"),
    ],
)
def test_unsafe_characters_are_visible_and_the_others_stay(text: str, shown: str) -> None:
    assert escape(text) == shown


def test_a_message_is_folded_to_one_line() -> None:
    assert one_line("a \r\n\n  b\tc\u2028d\x85e\n") == "a b c d e"


def test_blanks_without_a_line_end_are_no_work() -> None:
    assert one_line("a" + " " * 1_000_000 + "b") == "a" + " " * 1_000_000 + "b"  # in quadratic time, this takes an hour


def test_prose_keeps_its_lines() -> None:
    assert block("a\r\n\x1bb\n\tc") == "a\n\\x1bb\n\\tc"


@pytest.mark.parametrize("path", ["::error::x.yaml", "  ::error::x.yaml"])
def test_a_path_never_starts_a_line_with_a_workflow_command(path: str) -> None:
    assert path_first(path) == f"./{path}"
    assert path_first("a::b.yaml") == "a::b.yaml"


@given(st.text(alphabet=st.characters(codec="utf-8")) | st.text(alphabet="#[av\x1b\n\x85\u202e\U000e0041"))
def test_json_reads_back_and_shows_nothing_unsafe(text: str) -> None:
    written = json_text({"text": text, "n": [1]}, indent=2)
    assert json.loads(written) == {"text": text, "n": [1]}
    assert written == "\n".join(map(escape, written.split("\n")))


def test_json_never_holds_a_lone_surrogate() -> None:
    assert json.loads(json_text("a\udc80b")) == r"a\udc80b"


@given(st.text())
def test_what_is_escaped_once_is_safe(text: str) -> None:
    assert escape(escape(text)) == escape(text)
    assert "\n" not in one_line(text)
    escape(text).encode("utf-8")
