"""Whether the filter of a subset is an expression of go-bexpr.

Source: go-bexpr grammar/grammar.peg. Read generously: what newer releases may know (`any`, `all`, braces) is never refused, and
neither is the form of a bare word.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|`[^`]*`|==|!=|[()]|(?:[^\s()=!"`\[]|\["[^"]*"\]|\[)+|.)', re.DOTALL)
_NEWER = re.compile(r"\b(any|all)\b|[{}]")
_OPERATORS = frozenset(("==", "!=", "contains", "matches", "in"))
_MARKS = frozenset(("(", ")", "==", "!=", "=", "!", '"', "`"))
_DEEPEST = 50


class _Refused(ValueError):
    """Text that is no expression."""


def is_expression(text: str) -> bool:
    """Whether Consul takes a text for the filter of a subset; true where it cannot be told."""
    if _NEWER.search(text):
        return True
    expression = _Expression(_TOKEN.findall(text.strip()))
    try:
        expression.disjunction(0)
    except _Refused:
        return False
    return expression.is_at_end


class _Expression:
    """A reader of tokens, each read once."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._next = 0
        self._is_judged = True

    @property
    def is_at_end(self) -> bool:
        return self._next >= len(self._tokens)

    def disjunction(self, depth: int) -> None:
        """Terms that `and` and `or` join."""
        self._term(depth)
        while self._takes("and") or self._takes("or"):
            self._term(depth)

    def _term(self, depth: int) -> None:
        if depth > _DEEPEST:
            self._next = len(self._tokens)  # nobody nests so deeply by hand: nothing is said of it
            self._is_judged = False
            return
        while self._takes("not"):
            pass
        if self._takes("("):
            self.disjunction(depth + 1)
            if not self._takes(")") and self._is_judged:
                raise _Refused
            return
        self._comparison()

    def _comparison(self) -> None:
        """`selector op value`, `selector is [not] empty`, or `value [not] in selector`."""
        self._word()
        if self._takes("is"):
            self._takes("not")
            if not self._takes("empty"):
                raise _Refused
            return
        self._takes("not")
        if self.is_at_end or self._tokens[self._next].lower() not in _OPERATORS:
            raise _Refused
        self._next += 1
        self._word()

    def _word(self) -> None:
        if self.is_at_end or self._tokens[self._next] in _MARKS:
            raise _Refused
        self._next += 1

    def _takes(self, token: str) -> bool:
        if self.is_at_end or self._tokens[self._next].lower() != token:
            return False
        self._next += 1
        return True
