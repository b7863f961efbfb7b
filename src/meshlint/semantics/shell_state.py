"""What a shell knows while a script runs: its variables, which of them it exports, and what it cannot know."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from meshlint.semantics.shell_lexer import LITERAL_DOLLAR
from meshlint.semantics.shell_wrappers import ASSIGNMENT

_VARIABLE = re.compile(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?-[^}]*)?\})", re.ASCII)
_UNKNOWN = re.compile(rf"[$`{LITERAL_DOLLAR}]|\{{\{{|<\+|__[A-Z]")

_LONGEST = 10_000  # characters of a value: `A=$A$A`, thirty times, is more than any memory
_MOST = 300  # variables that are told apart; of the others, nothing is known


class ShellState:
    """The variables of one shell. A value of None is one that is set but not known."""

    def __init__(self, environment: Mapping[str, str | None], variables: Mapping[str, str | None] | None = None) -> None:
        self.environment: dict[str, str | None] = dict(environment)  # what commands inherit
        self.variables: dict[str, str | None] = {**(variables or {}), **environment}
        self.open_environment = False  # whether variables may come from what is not visible
        self.depth = 0  # open if, for, while, case: inside, assignments may not happen
        self.exports_all = False
        self._snapshot: Mapping[str, str | None] | None = None

    def expand(self, text: str) -> str:
        """The text with the variables that are known; the rest stays."""

        room = _LONGEST

        def known(match: re.Match[str]) -> str:
            nonlocal room
            value = self.variables.get(match[1] or match[2])
            room -= len(value or "")
            return match[0] if value is None or room < 0 else value

        return _VARIABLE.sub(known, text) if "$" in text else text

    def value(self, text: str) -> str | None:
        """What an assignment of `text` gives: None where a command, a template or an unknown variable decides."""
        expanded = self.expand(text)
        return None if len(expanded) > _LONGEST or _UNKNOWN.search(expanded) else expanded

    def set(self, name: str, value: str | None, export: bool = False) -> None:
        """Sets a variable; in a branch or loop it becomes unknown, because it may not happen."""
        settled = None if self.depth else value
        if len(self.variables) >= _MOST and name not in self.variables:
            self.open_environment = True
            return
        self.variables[name] = settled
        if export or self.exports_all or name in self.environment:
            self.environment[name] = settled
            self._snapshot = None

    @property
    def inherited(self) -> Mapping[str, str | None]:
        """What commands inherit now; later changes leave it as it is."""
        if self._snapshot is None:
            self._snapshot = dict(self.environment)
        return self._snapshot

    def run(self, words: Sequence[str], assignments: Mapping[str, str | None]) -> None:
        """What a command that stands alone does to this shell."""
        if not words:
            for name, value in assignments.items():
                self.set(name, value)
            return
        name, arguments = words[0], words[1:]
        if name in ("export", "declare", "typeset", "readonly", "local"):
            flags = "".join(word for word in arguments if word.startswith("-"))
            self._declare(arguments, name == "export" or "x" in flags)
        elif name == "unset":
            for variable in arguments:
                self.variables.pop(variable, None)
                self.environment.pop(variable, None)
            self._snapshot = None
        elif name == "read":
            for variable in arguments:
                self.set(variable, None)
        elif name in ("source", ".", "eval"):
            self.open_environment = True
        elif name == "set":
            self._set_options(arguments)

    def _declare(self, arguments: Sequence[str], export: bool) -> None:
        for word in arguments:
            match = ASSIGNMENT.match(word)
            if match is not None:
                self.set(match[1], self.value(word[match.end() :]), export)
            elif export and word.isidentifier():
                self.environment[word] = self.variables.get(word)
                self._snapshot = None

    def _set_options(self, arguments: Sequence[str]) -> None:
        for word in arguments:
            if word == "allexport" or (word[:1] == "-" and "a" in word[1:] and word != "--"):
                self.exports_all = True
            elif word[:1] == "+" and "a" in word[1:]:
                self.exports_all = False
