"""Command lines taken apart: options with their values, and what is left."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import NamedTuple


class CommandLine(NamedTuple):
    """The arguments of a command."""

    operands: list[str]
    options: dict[str, list[str]]  # by name as written; "" for one without a value

    def value(self, *names: str) -> str | None:
        """The last value of an option, by any of its names; None where it is not given."""
        found = [value for name in names for value in self.options.get(name, ())]
        return found[-1] if found else None

    def has(self, *names: str) -> bool:
        return any(name in self.options for name in names)


def parse(arguments: Sequence[str], with_value: Container[str]) -> CommandLine:
    """Arguments as pflag reads them. `with_value` are the options that take the next word, `-n` and `--namespace` alike."""
    line = CommandLine([], {})
    words = iter(arguments)
    for word in words:
        if word == "--":
            line.operands.extend(words)
        elif not word.startswith("-") or word == "-":
            line.operands.append(word)
        else:
            name, equals, value = word.partition("=")
            if not equals and not word.startswith("--") and len(word) > 2 and word[:2] in with_value:
                name, value = word[:2], word[2:]
            elif not equals and name in with_value:
                value = next(words, "")
            line.options.setdefault(name, []).append(value)
    return line
