"""Shell scripts as pipelines of commands, each with the environment that it sees.

Read without running: variables count where the script or its carrier sets them to plain text, and are unknown where a
command, a branch or a template decides. What cannot be understood is left as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from meshlint.semantics.shell_lexer import (
    LITERAL_DOLLAR,
    Operator,
    Redirect,
    Substitution,
    Token,
    Word,
    tokenize,
)
from meshlint.semantics.shell_state import ShellState
from meshlint.semantics.shell_wrappers import base_name, unwrap

SHELLS = frozenset({"sh", "bash", "dash", "ash", "zsh", "ksh"})

_MAX_DEPTH = 4  # scripts within scripts
_OPENING = frozenset({"if", "while", "until", "for", "case", "select"})
_CLOSING = frozenset({"fi", "done", "esac"})
_SKIPPED = frozenset({"if", "then", "elif", "else", "while", "until", "do", "{", "}", "!", "fi", "done", "esac"})
_COMMAND_OPTION = re.compile(r"-[A-Za-z]*c\Z")


class Command(NamedTuple):
    """One command. Known variables in its words are replaced; `$x` and `$(…)` stay where nothing is known."""

    words: tuple[str, ...]  # name and arguments, without assignments and sudo, env, exec, timeout
    assignments: Mapping[str, str | None]  # in front of it; None for a value that is not known
    environment: Mapping[str, str | None]  # all that it sees and that is known to be set, assignments included
    line: int  # in the script, from 0
    redirects: tuple[Redirect, ...] = ()
    substitutions: tuple[Substitution, ...] = ()  # commands in its words

    @property
    def name(self) -> str:
        """The command without its folder; "" for assignments alone."""
        return base_name(self.words[0]) if self.words else ""

    @property
    def arguments(self) -> tuple[str, ...]:
        return self.words[1:]


class Pipeline(NamedTuple):
    """Commands that feed one another."""

    commands: tuple[Command, ...]
    line: int  # of its first word
    open_environment: bool = False  # variables may come from what is not visible: a sourced file, another machine


class _Raw(NamedTuple):
    """A command before it is understood."""

    words: list[Word]
    redirects: list[Redirect]


def pipelines(
    text: str,
    environment: Mapping[str, str | None] | None = None,
    state: ShellState | None = None,
) -> list[Pipeline]:
    """The pipelines of a script in the order in which they stand; those in `sh -c '…'`, `$(…)` and here-documents of a
    shell follow the one that holds them.

    `environment` is what the carrier sets; `state` instead carries on the shell that ran an earlier text, and is updated.
    """
    return list(_Reader(state or ShellState(environment or {}), 0).read(text, 0))


class _Reader:
    def __init__(self, state: ShellState, depth: int) -> None:
        self.state = state
        self.depth = depth

    def read(self, text: str, line: int) -> Iterable[Pipeline]:
        for raw in _group(tokenize(text)):
            yield from self._pipeline(raw, line)

    def _pipeline(self, raw: list[_Raw], line: int) -> Iterable[Pipeline]:
        read = [(part, command) for part in raw if (command := self._command(part, line)) is not None]
        if not read:
            return
        yield Pipeline(tuple(command for _, command in read), read[0][1].line, self.state.open_environment)
        if len(raw) == 1:
            self.state.run(read[0][1].words, read[0][1].assignments)
        if self.depth < _MAX_DEPTH:
            for part, command in read:
                for inner in (item for word in part.words for item in word.substitutions):
                    yield from self._nested(inner.text, line + inner.line, self.state.environment, elsewhere=False)
                yield from self._scripts_of(part, command, line)

    def _command(self, raw: _Raw, line: int) -> Command | None:
        words = list(raw.words)
        while words and not words[0].quoted and words[0].text in _SKIPPED | _OPENING:
            keyword = words.pop(0).text
            self.state.depth = max(0, self.state.depth + (keyword in _OPENING) - (keyword in _CLOSING))
            if keyword in ("for", "select", "case"):
                if keyword != "case" and words:
                    self.state.set(words[0].text, None)
                words.clear()
        if not words:
            return None
        inner = unwrap(words)
        assignments = {name: self.state.value(value) for name, value in inner.assignments.items()}
        inherited = self.state.inherited if inner.inherits else {}
        return Command(
            tuple(text for word in inner.words for text in self._expand(word)),
            assignments,
            {**inherited, **assignments} if assignments and inner.words else inherited,
            line + words[0].line,
            tuple(self._redirect(redirect) for redirect in raw.redirects),
            tuple(item._replace(line=line + item.line) for word in inner.words for item in word.substitutions),
        )

    def _expand(self, word: Word) -> list[str]:
        """A word with the variables that are known; unquoted, it falls apart at the blanks that they bring."""
        text = self.state.expand(word.text)
        split = not word.quoted and text != word.text and not word.substitutions
        return text.split() if split else [text.replace(LITERAL_DOLLAR, "$")]

    def _redirect(self, redirect: Redirect) -> Redirect:
        target = self.state.expand(redirect.target.text).replace(LITERAL_DOLLAR, "$")
        return redirect._replace(target=redirect.target._replace(text=target))

    def _scripts_of(self, raw: _Raw, command: Command, line: int) -> Iterable[Pipeline]:
        """The scripts that a command hands to a shell: `sh -c`, also behind ssh or docker exec, and `sh <<EOF`."""
        texts = [self.state.expand(word.text) for word in raw.words]
        for index, text in enumerate(texts[:-2]):
            if base_name(text) in SHELLS:
                at = next((n for n in range(index + 1, len(texts) - 1) if _COMMAND_OPTION.match(texts[n])), 0)
                if at and not _is_substitution(raw.words[at + 1]):
                    script = texts[at + 1].replace(LITERAL_DOLLAR, "$")
                    here = base_name(text) == command.name
                    yield from self._nested(script, line + raw.words[at + 1].line, command.environment, elsewhere=not here)
                break
        if command.name in SHELLS:
            for redirect in raw.redirects:
                if redirect.body:
                    yield from self._nested(redirect.body, line + redirect.body_line, command.environment, elsewhere=False)

    def _nested(self, text: str, line: int, environment: Mapping[str, str | None], elsewhere: bool) -> Iterable[Pipeline]:
        state = ShellState({} if elsewhere else environment, self.state.variables)
        state.open_environment = elsewhere or self.state.open_environment
        yield from _Reader(state, self.depth + 1).read(text, line)


def _is_substitution(word: Word) -> bool:
    return len(word.substitutions) == 1 and word.substitutions[0].whole


def _group(tokens: list[Token]) -> Iterable[list[_Raw]]:
    """Tokens to pipelines. `( … ) | x` and `{ …; } | x` go on with the last pipeline inside."""
    done: list[list[_Raw]] = []
    pipeline: list[_Raw] = []
    current = _Raw([], [])
    piped = False  # the last operator was a pipe, which lets the pipeline go on in the next line
    for token in tokens:
        if isinstance(token, Word):
            current.words.append(token)
            piped = False
        elif isinstance(token, Redirect):
            current.redirects.append(token)
        elif token.text in ("|", "|&"):
            if not pipeline and done and _is_end_of_group(current):
                pipeline, current = done.pop(), _Raw([], [])
            else:
                pipeline.append(current)
                current = _Raw([], [])
            piped = True
        elif not (piped and _ends_nothing(token)):
            if current.words or current.redirects:
                pipeline.append(current)
            if pipeline:
                done.append(pipeline)
            pipeline, current = [], _Raw([], [])
    if current.words or current.redirects:
        pipeline.append(current)
    return [*done, pipeline] if pipeline else done


def _ends_nothing(token: Operator) -> bool:
    """After a pipe, a newline does not end the pipeline, and a parenthesis opens a group that belongs to it."""
    return token.text in ("\n", "(")


def _is_end_of_group(raw: _Raw) -> bool:
    return all(word.text in ("}", "done", "fi", "esac") for word in raw.words)
