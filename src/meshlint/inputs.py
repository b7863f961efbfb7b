"""The bytes that a run looks at: every file that was discovered, read once, and standard input."""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from meshlint.discovery import discover
from meshlint.loading.source import MAX_BYTES

_FOR_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
Content = tuple[str, bytes]
"""The name that reports show, and the bytes of that file."""


class Inputs(NamedTuple):
    """What was read. Standard input, where it was asked for, comes last in `contents`."""

    contents: deque[Content]  # sorted by name
    reported: frozenset[str]  # the names that findings are wanted for
    problems: Sequence[str] = ()  # what could not be read, one whole message each
    has_stdin: bool = False

    @property
    def size(self) -> int:
        """The bytes of all contents."""
        return sum(len(data) for _, data in self.contents)

    def take(self) -> Iterator[Content]:
        """Each content once, from the front; what was taken is no longer kept."""
        while self.contents:
            yield self.contents.popleft()


def read_inputs(
    paths: Iterable[str],
    context: str = "auto",
    exclude: Iterable[str] = (),
    stdin: bytes | None = None,
    stdin_name: str = "<stdin>",
) -> Inputs:
    """Read the manifests of `paths` and of the context around them; `context` is as `discover` takes it."""
    discovered = discover(paths, context, exclude)
    contents: deque[Content] = deque()
    reported, problems = discovered.reported, discovered.problems
    for name, path in discovered.files.items():
        try:
            contents.append((name, _read(path)))
        except OSError as error:
            if name in reported:
                problems.append(f"{name}: {error.strerror or error}")
    if stdin is not None:
        contents.append((stdin_name, stdin))
        reported |= {stdin_name}
    return Inputs(contents, reported, problems, has_stdin=stdin is not None)


def _read(path: str) -> bytes:
    """A file's bytes, or as many as tell that it is too large to be linted. Raises OSError.

    What was a file when it was found can be a pipe by now, on which opening or reading might wait for ever.
    """
    descriptor = os.open(path, _FOR_READING)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError("it is no longer a regular file")
        data = os.read(descriptor, min(status.st_size, MAX_BYTES) + 1)
        while len(data) <= MAX_BYTES and (more := os.read(descriptor, MAX_BYTES + 1 - len(data))):
            data += more
        return data
    finally:
        os.close(descriptor)
