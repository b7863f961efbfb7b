"""POSIX shell text to words, operators and redirections, with the line that each stands on.

Made for scripts inside YAML: it never fails. A quote or parenthesis that is not closed is an ordinary character, and
template placeholders (`${{ x }}`, `{{ x }}`) are part of their word. Source of the grammar: POSIX.1-2017, XCU chapter 2.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import NamedTuple

LITERAL_DOLLAR = "\ue000"
"""Stands in a word for a dollar sign that the shell does not expand."""

MAX_SCRIPT = 200_000
"""Longer texts are not read: no one writes such a script into YAML."""

_OPERATOR = re.compile(r"&&|\|\||;;&?|;&|\|&|[;|&()]")
_PLAIN = re.compile(r"[\w./:=@%+,~-]+")  # what means itself, quoted or not, and breaks no line
_REDIRECT = re.compile(r"(?:\d+(?=[<>])|&(?=>))?(<<<|<<-|<<|<>|<&|>&|>>|>\||<(?!\()|>(?!\())")
_WORD_END = frozenset(" \t\r\n;|&()<>")
_MAX_FAILURES = 50  # unclosed quotes and parentheses that are searched for, so that hostile text costs little


class Substitution(NamedTuple):
    """A command inside a word: `$(…)`, backquotes, or `<(…)`."""

    text: str
    line: int
    whole: bool = False  # the word is this and nothing else


class Word(NamedTuple):
    """A word without its quotes; expansions stay as written."""

    text: str
    line: int
    quoted: bool = False
    substitutions: tuple[Substitution, ...] = ()


class Operator(NamedTuple):
    """What separates commands: a newline, `;`, `|`, `&&`, `||`, `&`, or a parenthesis."""

    text: str
    line: int


class Redirect(NamedTuple):
    """A redirection. For here-documents `target` is the delimiter and `body` the text, which starts on `body_line`."""

    operator: str
    target: Word
    body: str = ""
    body_line: int = 0


Token = Word | Operator | Redirect


def tokenize(text: str) -> list[Token]:
    """The tokens of a script, comments left out; lines count from 0."""
    return _Lexer(text).run() if len(text) <= MAX_SCRIPT else []


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.line = 0
        self.tokens: list[Token] = []
        self.documents: list[int] = []  # indices of redirections that wait for their here-document
        self.failures = 0

    def run(self) -> list[Token]:
        while self.position < len(self.text):
            char = self.text[self.position]
            if char in " \t\r":
                self.position += 1
            elif char == "\n":
                self.tokens.append(Operator("\n", self.line))
                self._advance(1)
                self._read_documents()
            elif char == "\\" and re.compile(r"\\\r?\n").match(self.text, self.position):
                self._advance(self.text.index("\n", self.position) + 1 - self.position)
            elif char == "#":
                end = self.text.find("\n", self.position)
                self.position = end if end >= 0 else len(self.text)
            else:
                self._token()
        return self.tokens

    def _token(self) -> None:
        redirect = _REDIRECT.match(self.text, self.position)
        if redirect is not None:
            self.position = redirect.end()
            while self.text[self.position : self.position + 1] in (" ", "\t"):
                self.position += 1
            if redirect[1] in ("<<", "<<-"):
                self.documents.append(len(self.tokens))
            self.tokens.append(Redirect(redirect[1], self._word()))
            return
        operator = _OPERATOR.match(self.text, self.position)
        if operator is not None:
            self.tokens.append(Operator(operator[0], self.line))
            self.position = operator.end()
        else:
            self.tokens.append(self._word())

    def _advance(self, length: int) -> str:
        """Takes that much text and counts its lines."""
        taken = self.text[self.position : self.position + length]
        self.line += taken.count("\n")
        self.position += len(taken)
        return taken

    def _word(self) -> Word:
        line, parts, found = self.line, _Parts(), self.position
        if self.text[self.position : self.position + 2] in ("<(", ">("):
            self._substitution(parts, 2, ")")
        while self.position < len(self.text) and self.text[self.position] not in _WORD_END:
            self._piece(parts, quoted=False)
        if self.position == found and self.position < len(self.text) and self.text[self.position] in "<>":
            parts.text.append(self._advance(1))
        text = "".join(parts.text)
        whole = len(parts.substitutions) == 1 and len(parts.text) == 1
        substitutions = tuple(item._replace(whole=whole) for item in parts.substitutions)
        return Word(text, line, parts.quoted, substitutions)

    def _piece(self, parts: _Parts, quoted: bool) -> None:
        """Takes a run of plain characters, one other, or one quoted or expanded stretch."""
        text, at = self.text, self.position
        plain = _PLAIN.match(text, at)
        if plain is not None:
            self.position = plain.end()
            parts.text.append(plain[0])
            return
        char = text[at]
        if char == "\\":
            self._escape(parts, quoted)
        elif char == "'" and not quoted:
            self._single_quotes(parts, 1)
        elif char == '"' and not quoted:
            self._double_quotes(parts)
        elif text.startswith("$'", at) and not quoted:
            self._single_quotes(parts, 2)
        elif text.startswith("$((", at) or text.startswith("${", at):
            self._balanced(parts, "(" if text[at + 1] == "(" else "{")
        elif text.startswith("$(", at):
            self._substitution(parts, 2, ")")
        elif char == "`":
            self._substitution(parts, 1, "`")
        elif text.startswith("{{", at) and "}}" in text[at : at + 500]:
            parts.text.append(self._advance(text.index("}}", at) + 2 - at))
        else:
            parts.text.append(self._advance(1))

    def _escape(self, parts: _Parts, quoted: bool) -> None:
        following = self.text[self.position + 1 : self.position + 2]
        if following == "\n":
            self._advance(2)
        elif quoted and following not in ("$", "`", '"', "\\"):
            parts.text.append(self._advance(1))
        else:
            self._advance(2)
            parts.text.append(LITERAL_DOLLAR if following == "$" else following)
            parts.quoted = True

    def _single_quotes(self, parts: _Parts, width: int) -> None:
        end = self.text.find("'", self.position + width)
        if end < 0:
            parts.text.append(self._advance(width))
            return
        self._advance(width)
        parts.text.append(self._advance(end - self.position).replace("$", LITERAL_DOLLAR))
        self._advance(1)
        parts.quoted = True

    def _double_quotes(self, parts: _Parts) -> None:
        start, line = self.position, self.line
        inner = _Parts()
        self._advance(1)
        while self.position < len(self.text) and self.text[self.position] != '"':
            self._piece(inner, quoted=True)
        if self.position >= len(self.text) or self.failures > _MAX_FAILURES:
            self.failures += 1
            self.position, self.line = start, line
            parts.text.append(self._advance(1))
            return
        self._advance(1)
        parts.text += inner.text
        parts.substitutions += inner.substitutions
        parts.quoted = True

    def _balanced(self, parts: _Parts, opening: str) -> None:
        end = self._matching(self.position + 1, opening, ")" if opening == "(" else "}")
        parts.text.append(self._advance(end - self.position if end > 0 else 2))

    def _substitution(self, parts: _Parts, width: int, closing: str) -> None:
        """Takes `$(…)`, `<(…)` or a backquoted command, and notes what is in it."""
        start = self.position
        end = self._matching(start + 1, "(", ")") if closing == ")" else self.text.find("`", start + 1) + 1
        if end <= 0:
            parts.text.append(self._advance(width))
            return
        line = self.line
        parts.text.append(self._advance(end - start))
        parts.substitutions.append(Substitution(self.text[start + width : end - 1], line))

    def _matching(self, start: int, opening: str, closing: str) -> int:
        """The offset after what closes the bracket at `start`; -1 where nothing does."""
        depth, at = 0, start
        if self.failures > _MAX_FAILURES:
            return -1
        while at < len(self.text):
            char = self.text[at]
            if char == "\\":
                at += 1
            elif char == "'" and opening == "(":
                closed = self.text.find("'", at + 1)
                at = closed if closed > 0 else at
            elif char == opening:
                depth += 1
            elif char == closing:
                depth -= 1
                if depth == 0:
                    return at + 1
            at += 1
        self.failures += 1
        return -1

    def _read_documents(self) -> None:
        """Takes the bodies of the here-documents that began on the line before."""
        waiting, self.documents = self.documents, []
        for index in waiting:
            redirect = self.tokens[index]
            if isinstance(redirect, Redirect) and redirect.target.text:
                body_line, body = self.line, self._document(redirect)
                self.tokens[index] = redirect._replace(body=body, body_line=body_line)

    def _document(self, redirect: Redirect) -> str:
        """The text up to the delimiter; nothing is taken where the delimiter does not come."""
        start = self.position
        ends = self._lines.get(redirect.target.text, [])
        at = bisect_left(ends, (start, start))
        if at == len(ends):
            return ""
        found, end = ends[at]
        self._advance(end - start)
        return self.text[start:found]

    @cached_property
    def _lines(self) -> dict[str, list[tuple[int, int]]]:
        """Where the lines of each text start and end, blanks at either end aside."""
        found: dict[str, list[tuple[int, int]]] = {}
        at = 0
        for line in self.text.split("\n"):
            found.setdefault(line.strip(), []).append((at, at + len(line)))
            at += len(line) + 1
        return found


class _Parts:
    """A word in the making."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.substitutions: list[Substitution] = []
        self.quoted = False
