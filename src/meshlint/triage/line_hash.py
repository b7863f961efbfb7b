"""`primaryLocationLineHash`, by which GitHub code scanning recognises an alert after its line has moved.

GitHub's upload action computes the value where a report lacks it, and warns when a report holds another one, so it has
to be the same to the bit. Source: the action github/codeql-action, src/fingerprints.ts.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import accumulate, chain, islice

_WINDOW = 100  # UTF-16 code units from the start of a line
_BASE = 37
_MASK = (1 << 64) - 1
_DROP_FIRST = pow(_BASE, _WINDOW, _MASK + 1)
_END_OF_FILE = 0xFFFF
_LINE_FEED = 0x0A
_BLANKS = str.maketrans("", "", " \t")


def line_hashes(text: str, lines: Collection[int]) -> dict[int, str]:
    """The hash of each asked line (from 1) that the text has, as `hexadecimal:occurrence`.

    `text` is the whole file as decoded from UTF-8, a byte order mark and its own line ends included. A line's hash
    covers 100 UTF-16 units from its start without blanks, thus the lines below a short line as well; lines with equal
    hashes are told apart by counting them from the top.
    """
    wanted = set(lines)
    if not wanted:
        return {}
    found: dict[int, str] = {}
    seen: Counter[int] = Counter()
    for line, value in enumerate(islice(_window_hashes(text), max(wanted)), start=1):
        seen[value] += 1
        if line in wanted:
            found[line] = f"{value:x}:{seen[value]}"
    return found


def _window_hashes(text: str) -> Iterator[int]:
    """The rolling hash over the window at the start of each line, from the top."""
    units = _units(text)
    starts = array("Q", chain((0,), (at + 1 for at, unit in enumerate(units) if unit == _LINE_FEED)))
    units.append(_END_OF_FILE)
    units.extend([0] * _WINDOW)
    # prefix[n] is the hash of the first n units, so a window's hash is the difference of two of them.
    prefix = array("Q", accumulate(units, lambda value, unit: (value * _BASE + unit) & _MASK, initial=0))
    for start in starts:
        yield (prefix[start + _WINDOW] - prefix[start] * _DROP_FIRST) & _MASK


def _units(text: str) -> array[int]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_BLANKS)
    units = array("H")
    units.frombytes(text.encode("utf-16-le" if sys.byteorder == "little" else "utf-16-be", "surrogatepass"))
    return units
