"""JSONPath selectors on plain values.

The grammar is jsonpath-ng's. Plain steps (`$.spec.http[*].retries`, `['a.b/c']`, `[0]`), which nearly all rules use, are walked
here: jsonpath-ng takes 16 to 32 microseconds for what a walk does in one, and 11 milliseconds to import. Anything else (filters,
slices, `..`) is parsed and found by jsonpath-ng, on first use. A test holds both ways to the same results.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from meshlint.findings import Path

_STEP = re.compile(r"\.([A-Za-z_][\w-]*|\*)|\[(\d+|\*)\]|\[(?:'([^']*)'|\"([^\"]*)\")\]")
ANY = object()
Step = str | int | object
"""A key, an index, or ANY: every child."""


class InvalidPath(ValueError):
    """Text that is no JSONPath; the message says why."""


class Selector:
    """A parsed JSONPath. `find` yields paths and plain values, in document order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._steps = plain_steps(text)
        self.parsed: Any = None if self._steps is not None else _parse(text)

    def find(self, data: Any) -> Iterator[tuple[Path, Any]]:
        """Every match in `data`, as its path from there and its value."""
        if self._steps is not None:
            return _walk(data, self._steps, 0, ())
        return ((_path_of(match.full_path), match.value) for match in self.parsed.find(data))


@lru_cache(maxsize=2048)
def compile_selector(text: str) -> Selector:
    """The selector for a JSONPath; raises InvalidPath."""
    return Selector(text)


@lru_cache(maxsize=2048)
def plain_steps(text: str) -> tuple[Step, ...] | None:
    """The steps of a path that needs no more than a walk; None for any other."""
    body = text[1:] if text.startswith("$") else f".{text}" if text and text[0] not in ".[" else text
    steps: list[Step] = []
    position = 0
    while position < len(body):
        match = _STEP.match(body, position)
        if match is None:
            return None
        name, index, single, double = match.groups()
        if name is not None:
            steps.append(ANY if name == "*" else name)
        elif index is not None:
            steps.append(ANY if index == "*" else int(index))
        else:
            steps.append(single if single is not None else double)
        position = match.end()
    return tuple(steps)


def _walk(value: Any, steps: tuple[Step, ...], position: int, path: Path) -> Iterator[tuple[Path, Any]]:
    if position == len(steps):
        yield path, value
        return
    step = steps[position]
    if step is ANY:
        children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, child in children:
            yield from _walk(child, steps, position + 1, (*path, key))
    elif isinstance(step, str):
        if isinstance(value, dict) and step in value:
            yield from _walk(value[step], steps, position + 1, (*path, step))
    elif isinstance(step, int) and isinstance(value, list) and step < len(value):
        yield from _walk(value[step], steps, position + 1, (*path, step))


def _parse(text: str) -> Any:
    from jsonpath_ng.exceptions import JSONPathError
    from jsonpath_ng.ext import parser

    try:
        return parser.parse(text)
    except (JSONPathError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidPath(f"'{text}' is not a JSONPath: {error}") from None


def parsed_parts(selector: Selector) -> Iterator[Any]:
    """The parts of jsonpath-ng's tree of a selector; nothing for plain steps."""
    open_parts = [] if selector.parsed is None else [selector.parsed]
    while open_parts:
        part = open_parts.pop()
        yield part
        children = vars(part).values()
        nested = (item for child in children for item in (child if isinstance(child, (list, tuple)) else (child,)))
        open_parts.extend(item for item in nested if type(item).__module__.startswith("jsonpath_ng"))


def _path_of(full_path: Any) -> Path:
    """A jsonpath-ng path as keys and indices; its own text form changes between releases."""
    from jsonpath_ng import Child, Fields, Index

    if isinstance(full_path, Child):
        return _path_of(full_path.left) + _path_of(full_path.right)
    if isinstance(full_path, Fields):
        return tuple(full_path.fields)
    if isinstance(full_path, Index):
        indices = getattr(full_path, "indices", None)  # `index` before 1.7
        return tuple(indices) if indices is not None else (getattr(full_path, "index"),)  # noqa: B009  # not in the newer types
    return ()
