"""Runs commands, and says what they cost."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from commands import PYTHON


class Cost(NamedTuple):
    """What one run of a command took."""

    processor: float  # seconds of all its processes, user and system
    wall: float  # seconds
    peak: int  # bytes of memory, of its largest process
    output: bytes = b""


Measure = Callable[[Cost], float]


def processor(cost: Cost) -> float:
    return cost.processor


def wall(cost: Cost) -> float:
    return cost.wall


class FailedRun(Exception):
    """A command ended with a status that makes its cost worthless."""


def run(command: Sequence[str], statuses: Collection[int] = (0,), extra: Mapping[str, str] | None = None) -> Cost:
    """Run a command with `extra` environment variables. Raises FailedRun if it ends with another status.

    Compiled code is kept, as it is for whoever installs a program: without, a start would compile what it imports.
    """
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"} | dict(extra or {})
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in statuses:
            errors.seek(0)
            last_words = errors.read()[-2000:].decode(errors="replace")
            raise FailedRun(f"{' '.join(command)} ended with {process.returncode}: {last_words}")
        output.seek(0)
        unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss
        return Cost(usage.ru_utime + usage.ru_stime, seconds, usage.ru_maxrss * unit, output.read())


class Spread(NamedTuple):
    """What several runs gave."""

    median: float
    lowest: float
    highest: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        """Of at least one value."""
        found = sorted(values)
        return cls(statistics.median(found), found[0], found[-1])


@dataclass(frozen=True)
class Comparison:
    """The costs of two commands that ran in turn."""

    pairs: tuple[tuple[Cost, Cost], ...]

    def ratio(self, measure: Measure) -> Spread:
        """The first command's cost over the second's, pair by pair, so that a busy machine weighs on both."""
        return Spread.of(measure(one) / measure(other) for one, other in self.pairs)

    @property
    def is_same(self) -> bool:
        """Whether both wrote the same each time."""
        return all(one.output == other.output for one, other in self.pairs)

    def seconds(self, measure: Measure) -> tuple[float, float]:
        """The median of each command."""
        return (
            statistics.median(measure(one) for one, _ in self.pairs),
            statistics.median(measure(other) for _, other in self.pairs),
        )


def compare(
    one: Sequence[str],
    other: Sequence[str],
    runs: int,
    extra: Mapping[str, str] | None = None,
    before_one: Callable[[], object] = lambda: None,
) -> Comparison:
    """Run two commands in turn so many times, after a warm-up of each; `before_one` is called each time before the first."""

    def pair() -> tuple[Cost, Cost]:
        before_one()
        return run(one, extra=extra), run(other, extra=extra)

    pair()
    return Comparison(tuple(pair() for _ in range(runs)))


@contextmanager
def busy_loops(count: int) -> Iterator[None]:
    """Keep so many processors busy meanwhile."""
    loops = [subprocess.Popen([PYTHON, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
