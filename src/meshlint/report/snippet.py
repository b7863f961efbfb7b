"""One line of a file as it can be shown, with its region underlined."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from meshlint.report.sanitize import escape_character, unsafe_offsets

_TAB = "    "
_CUT = "…"
_NARROWEST = 20  # columns, below which a window would show nothing of use


class Snippet(NamedTuple):
    """The shown text, and the columns (from 0, in terminal cells) of the underline below it."""

    text: str
    start: int
    length: int


def snippet(line: str, start_column: int, end_column: int | None, room: int) -> Snippet:
    """The part of `line` around a region that fits into `room` terminal columns.

    Columns count from 1 in code points, `end_column` is exclusive, and None stands for a region that goes on below.
    """
    room = max(room, _NARROWEST)
    line = line.rstrip()
    first = min(max(start_column - 1, 0), len(line))
    last = len(line) if end_column is None else min(max(end_column - 1, first), len(line))
    # A line may be megabytes long: what is further away than the room is wide cannot be shown anyway.
    low, high = max(first - room, 0), min(max(first + room, first + 1), len(line))
    cells = _cells(line[low:high])
    widths = [_width(cell) for cell in cells]
    if low == 0 and high == len(line) and sum(widths) <= room:
        begin, end = 0, len(cells)
    else:
        begin, end = _window(widths, first - low, min(last, high) - low, room - 2 * len(_CUT))
    before = _CUT if low + begin > 0 else ""
    after = _CUT if low + end < len(line) else ""
    start = len(before) + sum(widths[begin : first - low])
    length = sum(widths[first - low : min(last - low, end)])
    return Snippet(before + "".join(cells[begin:end]) + after, start, max(length, 1))


def _cells(text: str) -> list[str]:
    """What is shown for each character."""
    unsafe = unsafe_offsets(text)
    return [
        _TAB if character == "\t" else escape_character(character) if at in unsafe else character
        for at, character in enumerate(text)
    ]


def _width(cell: str) -> int:
    """Terminal columns: two for wide East Asian characters and emoji, none for combining ones."""
    if cell.isascii():
        return len(cell)
    if unicodedata.category(cell) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(cell) in "WF" else 1


def _window(widths: list[int], first: int, last: int, room: int) -> tuple[int, int]:
    """The cells to show: as much of the region as fits, then what is around it, evenly."""
    begin = end = first
    used = 0
    while end < last and used + widths[end] <= room:
        used += widths[end]
        end += 1
    growing = True
    while growing:
        growing = False
        if begin > 0 and used + widths[begin - 1] <= room:
            begin -= 1
            used += widths[begin]
            growing = True
        if end < len(widths) and used + widths[end] <= room:
            used += widths[end]
            end += 1
            growing = True
    return begin, end
