"""A cursor on plain values: a value, and where it stands in its resource."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import count, repeat
from typing import TYPE_CHECKING, Any

from meshlint.findings import Path, Place

if TYPE_CHECKING:
    from meshlint.manifests.resource import Resource


_new = object.__new__


class Value:
    """One value of a resource. Nothing here raises for what a user wrote: what is absent is a Value with `exists` false.

    `raw` is the plain value (dict, list, str, int, float, bool or None). What is asked for below a value is made once: the many
    rules on a resource walk the same ways.
    """

    __slots__ = ("_below", "_from", "_items", "_way", "exists", "raw", "resource")

    def __init__(self, resource: Resource, path: Path, raw: Any, exists: bool = True) -> None:
        self.resource = resource
        self._from: Value | None = None  # the value that this one is below of
        self._way: Any = path  # from there: one step, or the whole path
        self.raw = raw
        self.exists = exists
        self._below: dict[str | int, Value] | None = None
        self._items: tuple[Value, ...] | None = None

    def __repr__(self) -> str:
        return f"Value({'.'.join(map(str, self.path))}={self.raw!r})"

    def __bool__(self) -> bool:
        """Whether the value is there and not null."""
        return self.exists and self.raw is not None

    @property
    def path(self) -> Path:
        """Where the value stands in its resource. Put together when asked: few of all values are."""
        steps: list[str | int] = []
        value = self
        while value._from is not None:
            steps.append(value._way)
            value = value._from
        return (*value._way, *reversed(steps))

    def forget(self) -> None:
        """Drop what was made below: it refers to what it is below of, so that counting references does not free it."""
        known = [self]
        for value in known:
            known.extend((*(value._below or {}).values(), *(value._items or ())))
            value._below = value._items = None

    def get(self, *steps: str | int) -> Value:
        """The value below, by keys and indices."""
        found = self
        for step in steps:
            known = None if found._below is None else found._below.get(step)
            found = found[step] if known is None else known
        return found

    def __getitem__(self, step: str | int) -> Value:
        below = self._below
        if below is not None:
            known = below.get(step)
            if known is not None:
                return known
        raw = self.raw
        if isinstance(raw, dict):
            exists = step in raw
        elif isinstance(raw, list) and isinstance(step, int) and -len(raw) <= step < len(raw):
            return self._listed()[step]
        else:
            exists = False
        found = _below_of(self, step, raw[step] if exists else None)
        found.exists = exists
        if below is None:
            self._below = {step: found}
        else:
            below[step] = found
        return found

    def _listed(self) -> tuple[Value, ...]:
        """The items of a list, which need no names to be found again."""
        if self._items is None:
            self._items = tuple(map(_below_of, repeat(self), count(), self.raw))
        return self._items

    def has(self, key: str) -> bool:
        """Whether this is a mapping with that key, whatever its value."""
        return isinstance(self.raw, dict) and key in self.raw

    def items(self) -> Iterator[Value]:
        """The items of a list; nothing for anything else."""
        return iter(self._listed() if isinstance(self.raw, list) else ())

    def entries(self) -> Iterator[tuple[str, Value]]:
        """The keys and values of a mapping; nothing for anything else."""
        if isinstance(self.raw, dict):
            for key in self.raw:
                yield key, self[key]

    @property
    def text(self) -> str:
        """The value if it is a string, else ""."""
        return self.raw if isinstance(self.raw, str) else ""

    @property
    def number(self) -> int | float | None:
        """The value if it is a number (a boolean is none), else None."""
        return self.raw if isinstance(self.raw, (int, float)) and not isinstance(self.raw, bool) else None

    @property
    def integer(self) -> int | None:
        """The value if it is a whole number, else None; 1.0 is 1, as in JSON."""
        number = self.number
        if isinstance(number, float):
            return int(number) if number.is_integer() else None
        return number

    @property
    def mapping(self) -> dict[str, Any]:
        """The value if it is a mapping, else an empty one."""
        return self.raw if isinstance(self.raw, dict) else {}

    @property
    def is_templated(self) -> bool:
        """Whether the value is a placeholder of some template language, so that nothing can be said of it."""
        return isinstance(self.raw, str) and is_placeholder(self.raw)

    @property
    def source_text(self) -> str:
        """A scalar as the file has it, without quotes: "1.10" for the number 1.1."""
        return self.resource.source_text(self.path)

    @property
    def key(self) -> Place:
        """The place of this value's key."""
        return Place(self.resource, self.path, on_key=True)

    @property
    def place(self) -> Place:
        """The place of this value, or of the nearest parent that exists."""
        return Place(self.resource, self.path)


def _below_of(value: Value, step: str | int, raw: Any) -> Value:
    """A value that exists, made by hand: a third of what calling the class takes, for the objects that a run makes most."""
    found: Value = _new(Value)
    found.resource = value.resource
    found._from = value
    found._way = step
    found.raw = raw
    found.exists = True
    found._below = found._items = None
    return found


_MARKS = re.compile(r"\{\{|\$[{(]|<[+<]|%\{|\{%|__")


@lru_cache(maxsize=4096)
def is_placeholder(text: str) -> bool:
    """Whether a scalar comes from an unrendered template: `{{ x }}`, `${X}`, `$(X)`, `$X`, `<x>`, `__X__`."""
    if not text or text.isalnum():
        return False
    if _MARKS.search(text) is not None:
        return True
    return (text.startswith("<") and text.endswith(">")) or (text.startswith("$") and len(text) > 1 and text[1].isalpha())
