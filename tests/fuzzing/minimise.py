"""A failing input made smaller: files, documents, lines and characters are left out for as long as it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from fuzzing.sample import File

Part = TypeVar("Part")


class _Attempts:
    def __init__(self, fails: Callable[[list[File]], bool], limit: int) -> None:
        self._fails = fails
        self._left = limit

    def fails(self, files: list[File]) -> bool:
        self._left -= 1
        return self._left >= 0 and self._fails(files)


def minimised(files: Sequence[File], fails: Callable[[list[File]], bool], limit: int = 400) -> list[File]:
    """The smallest set of files for which `fails` was still true, found in at most `limit` attempts."""
    attempts = _Attempts(fails, limit)
    kept = _without_needless(list(files), attempts.fails)
    for separator in (b"\n---\n", b"\n", b" "):
        for index in range(len(kept)):
            kept[index] = _smaller_file(kept, index, separator, attempts)
    return kept


def _smaller_file(files: list[File], index: int, separator: bytes, attempts: _Attempts) -> File:
    name, data = files[index]

    def joined(parts: Iterable[bytes]) -> File:
        return name, separator.join(parts)

    def fails(parts: list[bytes]) -> bool:
        return attempts.fails([*files[:index], joined(parts), *files[index + 1 :]])

    return joined(_without_needless([bytes(part) for part in data.split(separator)], fails))


def _without_needless(parts: list[Part], fails: Callable[[list[Part]], bool]) -> list[Part]:
    """The parts without those that are not needed: halves first, then quarters, down to single ones."""
    size = len(parts) // 2
    while size:
        at = 0
        while at < len(parts):
            fewer = parts[:at] + parts[at + size :]
            if fewer and fails(fewer):
                parts = fewer
            else:
                at += size
        size //= 2
    return parts
