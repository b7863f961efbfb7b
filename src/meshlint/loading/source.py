"""One input: its name, its text, and where its lines begin."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

MAX_BYTES = 32 * 1024 * 1024
"""What a file or stream may hold to be linted."""

_NEWLINE = re.compile(r"\r\n|\n|\r")
_LONE_RETURN = re.compile(r"\r(?!\n)")


class UndecodableText(Exception):
    """Bytes that are not text: what is wrong, and the line (from 1) where it was noticed."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def decode(data: bytes) -> str:
    """Text of a YAML stream, by YAML 1.2 section 5.2: UTF-8, or UTF-16 and UTF-32 with a byte order mark.

    Raises UndecodableText for anything else.
    """
    if b"\0" in data[:4] and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        raise UndecodableText("the bytes are not UTF-8 text, but perhaps UTF-16 without a byte order mark", 1)
    encoding = "utf-8"
    for mark, name in (
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"\xef\xbb\xbf", "utf-8-sig"),
    ):
        if data.startswith(mark):
            encoding = name
            break
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UndecodableText(f"the bytes are not {encoding.removesuffix('-sig').upper()} text", line) from None


class Source:
    """A file, or standard input, as decoded text. Offsets are code points from the start of `text`."""

    def __init__(self, path: str, text: str, has_mark: bool = False) -> None:
        self.path = path  # as shown to people: relative to the working directory, forward slashes
        self.text = _LONE_RETURN.sub("\n", text) if "\r" in text else text  # of the same length, so that offsets hold
        self._as_read = text
        self._has_mark = has_mark  # whether a byte order mark stood before the text

    @classmethod
    def of(cls, path: str, data: bytes) -> Source:
        """The source that the bytes of a file are. Raises UndecodableText."""
        return cls(path, decode(data), has_mark=data[:3] == b"\xef\xbb\xbf")

    @property
    def original(self) -> str:
        """The text as it was read, with its byte order mark, if it had one."""
        return f"\ufeff{self._as_read}" if self._has_mark else self._as_read

    @cached_property
    def line_starts(self) -> Sequence[int]:
        """The offset of each line. Files are far from 4 GiB, so that four bytes hold any."""
        if "\r" in self.text:
            return array("I", [0, *(match.end() for match in _NEWLINE.finditer(self.text))])
        lengths = map(len, self.text.split("\n"))
        return array("I", [0, *accumulate(map((1).__add__, lengths))])[:-1]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1; LF, CRLF and CR end a line."""
        line = bisect_right(self.line_starts, offset) - 1
        return line + 1, offset - self.line_starts[line] + 1

    def line(self, number: int) -> str:
        """The text of a line counted from 1, without its line break; "" past the end."""
        if not 1 <= number <= len(self.line_starts):
            return ""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")
