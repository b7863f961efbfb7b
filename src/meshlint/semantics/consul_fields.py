"""Fields of Consul's entries: those at the end of a way, those that are blank, and where what is missing is missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from meshlint.findings import Place
from meshlint.manifests.value import Value


def at_end_of(value: Value, steps: Sequence[str]) -> Iterator[Value]:
    """The values at the end of a way below a value, there or not; `*` is every item of a list and every entry of a mapping."""
    if not steps:
        yield value
    elif steps[0] == "*":
        for below in [*value.items(), *(item for _, item in value.entries())]:
            yield from at_end_of(below, steps[1:])
    else:
        yield from at_end_of(value[steps[0]], steps[1:])


def is_blank(value: Value) -> bool:
    """Whether a value is what Go's zero values are written as: absent, null, "", [] or {}."""
    return not value or value.raw in ("", [], {})


def first_blank_at(value: Value, *steps: str) -> Place:
    """Where an absent value is missing: its key, if that is written, else the key of what should hold it."""
    for depth in range(len(steps), 0, -1):
        found = value.get(*steps[:depth])
        if found.exists:
            return found.key
    return value.key if value.path and isinstance(value.path[-1], str) else value.place
