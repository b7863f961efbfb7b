"""The program that a regular expression becomes, and how it is run: all ways at once, one character after another."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Member = Callable[[str], bool]
"""Whether a character is one of a set."""

Step = tuple[str, Any, int]
"""One of: ("one", member, 0) takes a character; ("at", condition, ASCII or 0) takes none; ("fork", None, other) goes on both
with the next step and the other one; ("jump", None, next); ("match", None, 0)."""

_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d", "CATEGORY_NOT_DIGIT": r"\D", "CATEGORY_SPACE": r"\s", "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w", "CATEGORY_NOT_WORD": r"\W",
}  # fmt: skip


class TooLarge(Exception):
    """An expression of more steps than a program may have."""


class Program:
    """Steps, and the run through them: time grows with their number times the length of the text, whatever both are."""

    def __init__(self, steps: list[Step]) -> None:
        self._steps = steps

    def run(self, text: str, whole: bool) -> bool:
        """Whether the whole text matches, or some part of it."""
        here: set[int] = set()
        for position in range(len(text) + 1):
            if position == 0 or not whole:
                self._follow(0, text, position, here)
            if any(self._steps[at][0] == "match" for at in here) and (not whole or position == len(text)):
                return True
            if position == len(text) or (whole and not here):
                return False
            character = text[position]
            taken = [at + 1 for at in here if self._steps[at][0] == "one" and self._steps[at][1](character)]
            here = set()
            for at in taken:
                self._follow(at, text, position + 1, here)
        return False

    def _follow(self, start: int, text: str, position: int, reached: set[int]) -> None:
        """Add the steps that are reached from one without taking a character."""
        open_steps = [start]
        while open_steps:
            at = open_steps.pop()
            if at in reached:
                continue
            reached.add(at)
            kind, argument, other = self._steps[at]
            if kind == "fork":
                open_steps += [other, at + 1]
            elif kind == "jump":
                open_steps.append(other)
            elif kind == "at" and _holds(argument, bool(other), text, position):
                open_steps.append(at + 1)


def _holds(condition: str, ascii_only: bool, text: str, position: int) -> bool:
    """Whether `^`, `$`, `\\b` and their like hold before the character at a position."""
    by_line = condition.endswith("_LINE")
    name = condition.removesuffix("_LINE")
    if name in ("AT_BEGINNING", "AT_BEGINNING_STRING"):
        return position == 0 or (by_line and name == "AT_BEGINNING" and text[position - 1] == "\n")
    if name == "AT_END_STRING":
        return position == len(text)
    if name == "AT_END":
        return position == len(text) or (text[position] == "\n" and (by_line or position == len(text) - 1))
    word = re.compile(r"\w", re.ASCII if ascii_only else 0)
    before = position > 0 and word.match(text[position - 1]) is not None
    after = position < len(text) and word.match(text[position]) is not None
    return (before != after) == (name == "AT_BOUNDARY")


def member(name: str, argument: Any, flags: int) -> Member:
    """The set that an item of a parse tree names: a literal, any character, or a class."""
    if name == "ANY":
        return (lambda _: True) if flags & re.DOTALL else (lambda character: character != "\n")
    items = [(str(kind), value) for kind, value in argument] if name == "IN" else [("LITERAL", argument)]
    negated = name == "NOT_LITERAL" or any(kind == "NEGATE" for kind, _ in items)
    tests = [_test(kind, value, flags) for kind, value in items if kind != "NEGATE"]

    def contains(character: str) -> bool:
        forms = {character, character.lower(), character.upper()} if flags & re.IGNORECASE else (character,)
        return any(test(form) for form in forms for test in tests) != negated

    return contains


def _test(kind: str, value: Any, flags: int) -> Member:
    if kind == "CATEGORY":
        pattern = re.compile(_CATEGORIES[str(value)], re.ASCII if flags & re.ASCII else 0)
        return lambda character: pattern.match(character) is not None
    low, high = value if kind == "RANGE" else (value, value)
    return lambda character: len(character) == 1 and low <= ord(character) <= high
