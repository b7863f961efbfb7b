"""Regular expressions that users write, in rule packs, options and manifests, matched in time linear in the text.

Python's `re` goes back and tries again, which takes exponential time for some expressions, and configuration comes from pull
requests of strangers. Here all ways through an expression are followed at once (Thompson's construction), as RE2 does in the
meshes. Like RE2 it has no look-around, no references to groups and no possessive quantifiers.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module
from typing import Any

from meshlint.semantics.pattern_program import Program, Step, TooLarge, member

MAX_STEPS = 1000  # of a program; `{n}` repeats what is before it as often as it says
_FAST_TEXT = 300  # characters, up to which `re` may try an expression that cannot grow beyond the cube of that

_parser = import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")


class InvalidPattern(ValueError):
    """Text that is no regular expression, or one that is not supported; the message says why."""


class Pattern:
    """One expression, in Python's syntax."""

    def __init__(self, text: str, ignore_case: bool = False) -> None:
        """Raises InvalidPattern."""
        flags = int(re.IGNORECASE) if ignore_case else 0
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about signs whose meaning may change in Python
                parsed = _parser.parse(text, flags)
                self._program = Program(_Compiler(parsed.state.flags).compiled(parsed))
                self._fast = re.compile(text, flags) if _is_plain(parsed) else None
        except TooLarge:
            raise InvalidPattern(f"'{text[:80]}' is too large") from None
        except (re.error, RecursionError, OverflowError) as error:
            raise InvalidPattern(f"'{text[:80]}' is no regular expression: {error}") from None

    def matches(self, text: str) -> bool:
        """Whether the whole text matches."""
        if self._fast is not None and len(text) <= _FAST_TEXT:
            return self._fast.fullmatch(text) is not None
        return self._program.run(text, whole=True)

    def found_in(self, text: str) -> bool:
        """Whether some part of the text matches."""
        if self._fast is not None and len(text) <= _FAST_TEXT:
            return self._fast.search(text) is not None
        return self._program.run(text, whole=False)


@lru_cache(maxsize=1024)
def compile_pattern(text: str, ignore_case: bool = False) -> Pattern:
    """The pattern for an expression. Raises InvalidPattern."""
    return Pattern(text, ignore_case)


@lru_cache(maxsize=1024)
def fault(text: str) -> str:
    """Why Python cannot read an expression, in its own words; "" where it can. Nothing is matched, so any may be asked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _parser.parse(text)
            if "(?<" in text:
                re.compile(text)  # only then is it told whether what is looked back for has one length
    except re.error as error:
        return error.msg
    except (RecursionError, OverflowError):
        return "too deep"
    return ""


class _Compiler:
    """Python's parse tree to the steps of a program."""

    def __init__(self, flags: int) -> None:
        self._flags = flags
        self._steps: list[Step] = []
        self._copies = 0

    def compiled(self, parsed: Iterable[Any]) -> list[Step]:
        self._sequence(parsed, self._flags)
        self._add(("match", None, 0))
        return self._steps

    def _add(self, step: Step) -> int:
        if len(self._steps) >= MAX_STEPS:
            raise TooLarge
        self._steps.append(step)
        return len(self._steps) - 1

    def _sequence(self, parsed: Iterable[Any], flags: int) -> None:
        for operation, argument in parsed:
            self._operation(str(operation), argument, flags)

    def _operation(self, name: str, argument: Any, flags: int) -> None:
        if name in ("LITERAL", "NOT_LITERAL", "ANY", "IN"):
            self._add(("one", member(name, argument, flags), 0))
        elif name == "AT":
            self._add(("at", f"{argument}{'_LINE' if flags & re.MULTILINE else ''}", int(flags & re.ASCII)))
        elif name == "SUBPATTERN":
            _, added, removed, inner = argument
            self._sequence(inner, (flags | added) & ~removed)
        elif name == "BRANCH":
            self._branch(argument[1], flags)
        elif name in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most, inner = argument
            self._repeat(least, most, inner, flags)
        else:
            raise re.error(f"{name.lower().replace('_', ' ')} is not supported")

    def _branch(self, ways: list[Any], flags: int) -> None:
        ends = []
        for way in ways[:-1]:
            fork = self._add(("fork", None, 0))
            self._sequence(way, flags)
            ends.append(self._add(("jump", None, 0)))
            self._steps[fork] = ("fork", None, len(self._steps))
        self._sequence(ways[-1], flags)
        for end in ends:
            self._steps[end] = ("jump", None, len(self._steps))

    def _repeat(self, least: int, most: int, inner: Any, flags: int) -> None:
        if least > MAX_STEPS:
            raise TooLarge
        for _ in range(least):
            self._copy(inner, flags)
        if most == _parser.MAXREPEAT:
            fork = self._add(("fork", None, 0))
            self._sequence(inner, flags)
            self._add(("jump", None, fork))
            self._steps[fork] = ("fork", None, len(self._steps))
            return
        forks = []
        for _ in range(most - least):
            forks.append(self._add(("fork", None, 0)))
            self._copy(inner, flags)
        for fork in forks:
            self._steps[fork] = ("fork", None, len(self._steps))

    def _copy(self, inner: Any, flags: int) -> None:
        self._copies += 1  # of nothing at all, there can be more than steps
        if self._copies > MAX_STEPS:
            raise TooLarge
        self._sequence(inner, flags)


def _is_plain(parsed: Any) -> bool:
    """Whether at most two parts of varying length, none within another and without alternatives, can be tried anew."""
    return _varying(parsed) <= 2


def _varying(parsed: Iterable[Any]) -> int:
    count = 0
    for operation, argument in parsed:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most, inner = argument
            simple = len(inner) == 1 and str(inner[0][0]) in ("LITERAL", "NOT_LITERAL", "ANY", "IN")
            if not simple and (_varying(inner) or any(str(item[0]) == "BRANCH" for item in inner)):
                count += 3
            count += 1 if most != least else 0
        elif name == "SUBPATTERN":
            count += _varying(argument[3])
        elif name == "BRANCH":
            count += sum(map(_varying, argument[1])) + 1
    return count
