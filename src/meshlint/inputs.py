"""The bytes that a run looks at: every file that was discovered, read once, and standard input."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from meshlint.discovery import discover

Content = tuple[str, bytes]
"""The name that reports show, and the bytes of that file."""


@dataclass(slots=True)
class Inputs:
    """What was read. Standard input, where it was asked for, comes last in `contents`."""

    contents: deque[Content] = field(default_factory=deque)  # sorted by name
    reported: frozenset[str] = frozenset()  # the names that findings are wanted for
    problems: list[str] = field(default_factory=list)  # what could not be read, one whole message each

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
    inputs = Inputs(reported=discovered.reported, problems=discovered.problems)
    for name, path in discovered.files.items():
        try:
            with open(path, "rb") as file:  # noqa: PTH123  # a path is a string here, see discovery.py
                inputs.contents.append((name, file.read()))
        except OSError as error:
            if name in discovered.reported:
                inputs.problems.append(f"{name}: {error.strerror or error}")
    if stdin is not None:
        inputs.contents.append((stdin_name, stdin))
        inputs.reported |= {stdin_name}
        inputs.has_stdin = True
    return inputs
