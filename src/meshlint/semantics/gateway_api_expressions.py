"""What RE2 refuses in a regular expression. Source: https://github.com/google/re2/wiki/Syntax.

This is no compiler: it finds what is open or misplaced, and what other dialects have and RE2 has not.
"""

from __future__ import annotations

from typing import NamedTuple

_FOREIGN = {
    "(?=": "looks ahead",
    "(?!": "looks ahead",
    "(?<=": "looks behind",
    "(?<!": "looks behind",
    "(?>": "has an atomic group",
    "(?(": "has a condition",
    "(?P=": "refers back to a group",
    "(?P>": "calls a group",
}


class Problem(NamedTuple):
    """What is wrong, after "The expression …". `everywhere` says that no dialect takes it."""

    text: str
    everywhere: bool


def problem(expression: str) -> Problem | None:
    """The first problem of an expression, from the left; None where there is none that is known."""
    depth, position, repeatable = 0, 0, False
    while position < len(expression):
        character = expression[position]
        if character == "\\":
            found = _escape(expression, position)
            if isinstance(found, Problem):
                return found
            position, repeatable = found, True
            continue
        if character == "[":
            end = _class_end(expression, position)
            if end < 0:
                return Problem("has a '[' that is not closed", True)
            position, repeatable = end, True
            continue
        if character == "(":
            foreign = next((reason for opening, reason in _FOREIGN.items() if expression.startswith(opening, position)), "")
            if foreign:
                return Problem(foreign, False)
            depth, repeatable = depth + 1, False
            position = _group_start(expression, position)
            continue
        if character == ")":
            depth -= 1
            if depth < 0:
                return Problem("has a ')' that nothing opens", True)
        elif character in "*+?" and not repeatable:
            return Problem(f"repeats nothing with '{character}'", True)
        elif character in "*+?" and expression[position + 1 : position + 2] == "+":
            return Problem("has a possessive quantifier", False)
        repeatable = character not in "|^" if character not in "*+" else _is_lazy(expression, position)
        position += 1
    return Problem("has a '(' that is not closed", True) if depth else None


def _escape(expression: str, position: int) -> int | Problem:
    following = expression[position + 1 : position + 2]
    if not following:
        return Problem("ends in a backslash", True)
    if following == "Q":
        end = expression.find("\\E", position)
        return len(expression) if end < 0 else end + 2
    if following in "123456789":
        return Problem("refers back to a group", False)
    return position + 2


def _class_end(expression: str, position: int) -> int:
    """Where a character class ends; -1 where it does not. A `]` that comes first is one of its characters."""
    position += 2 if expression.startswith("[^", position) else 1
    first = True
    while position < len(expression):
        if expression[position] == "\\":
            position += 2
        elif expression.startswith("[:", position) and ":]" in expression[position:]:
            position = expression.index(":]", position) + 2
        elif expression[position] == "]" and not first:
            return position + 1
        else:
            position += 1
        first = False
    return -1


def _group_start(expression: str, position: int) -> int:
    """The position after `(`, with the name or the flags that belong to it."""
    if not expression.startswith("(?", position):
        return position + 1
    for end in range(position + 2, len(expression)):
        if expression[end] in ":>)":
            return end if expression[end] == ")" else end + 1
    return len(expression)


def _is_lazy(expression: str, position: int) -> bool:
    """Whether a `?` follows, which makes the repetition before it lazy."""
    return expression[position + 1 : position + 2] == "?"
