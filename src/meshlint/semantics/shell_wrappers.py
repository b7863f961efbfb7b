"""What stands before a command and runs it: sudo, env, exec, timeout and their like."""

from __future__ import annotations

import re
from collections.abc import Sequence

from meshlint.semantics.shell_lexer import Word

ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)\+?=", re.ASCII)

_SUDO_VALUES = frozenset("CDghpRrTtUu")  # short options of sudo that take a value
_SHORT_VALUES = {"env": frozenset("uCS"), "timeout": frozenset("ks"), "nice": frozenset("n"), "stdbuf": frozenset("ioe")}
_PLAIN = frozenset({"command", "builtin", "exec", "nohup", "setsid", "time", "busybox", *_SHORT_VALUES})


class Unwrapped:
    """A command without what runs it."""

    __slots__ = ("assignments", "inherits", "words")

    def __init__(self, words: list[Word]) -> None:
        self.words = words
        self.assignments: dict[str, str] = {}  # those that reach the command, as written
        self.inherits = True  # whether the caller's environment reaches it


def unwrap(words: Sequence[Word]) -> Unwrapped:
    """Takes leading assignments and wrappers off.

    sudo keeps no variables without -E (its default is env_reset), and `env -i` none at all: assignments written before
    them do not reach the command.
    """
    state = Unwrapped(list(words))
    while True:
        _take_assignments(state)
        name = base_name(state.words[0].text) if state.words else ""
        if name in ("sudo", "doas"):
            _sudo(state)
        elif name in _PLAIN and not _asks_for_path(name, state.words):
            _plain(state, name)
        else:
            return state


def base_name(command: str) -> str:
    """The name of a command without its folder: /usr/bin/sh is sh."""
    return command.rpartition("/")[2]


def _take_assignments(state: Unwrapped) -> None:
    while state.words and ASSIGNMENT.match(state.words[0].text):
        name, _, value = state.words.pop(0).text.partition("=")
        state.assignments[name.removesuffix("+")] = value


def _sudo(state: Unwrapped) -> None:
    state.words.pop(0)
    keeps = False
    while state.words and state.words[0].text.startswith("-"):
        option = state.words.pop(0).text
        if option == "--":
            break
        short = not option.startswith("--")
        keeps = keeps or option.startswith("--preserve-env") or (short and "E" in option)
        if short and option[-1] in _SUDO_VALUES and state.words:
            state.words.pop(0)
    if not keeps:
        state.assignments.clear()
        state.inherits = False


def _plain(state: Unwrapped, name: str) -> None:
    state.words.pop(0)
    while state.words and state.words[0].text.startswith("-"):
        option = state.words.pop(0).text
        if name == "env" and option in ("-", "-i", "--ignore-environment"):
            state.assignments.clear()
            state.inherits = False
        if option == "--":
            break
        if len(option) == 2 and option[1] in _SHORT_VALUES.get(name, frozenset()) and state.words:
            state.words.pop(0)
    if name == "timeout" and state.words:
        state.words.pop(0)  # the duration


def _asks_for_path(name: str, words: Sequence[Word]) -> bool:
    """Whether this is `command -v x`, which runs nothing."""
    return name == "command" and len(words) > 1 and words[1].text in ("-v", "-V")
