"""What is fuzzed: a few files that are linted together, and count as one input."""

from __future__ import annotations

from random import Random
from typing import Protocol

File = tuple[str, bytes]
"""A name as reports show it, and the bytes of that file."""

Sample = tuple[File, ...]


class Family(Protocol):
    """A way to make inputs."""

    def sample(self, chance: Random) -> Sample:
        """One input, decided by the state of `chance` alone."""
        ...
