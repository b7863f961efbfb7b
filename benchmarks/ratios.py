"""The ratios that are wanted, each of two costs taken in turn."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from bench import Bench
from commands import IMPORTS, ONE_PROCESS, TWO_PROCESSES, composing, lint, meshlint
from measure import Comparison, Measure, Spread, compare, processor, wall

RUNS_OF_A_START = 4  # for each pair of runs asked for: they are short, and vary


class Limit(NamedTuple):
    """How large a ratio may be, or has to be."""

    number: float
    is_least: bool = False

    def __str__(self) -> str:
        return f"at {'least' if self.is_least else 'most'} {self.number:g}"

    def met_by(self, value: float) -> bool:
        return value >= self.number if self.is_least else value <= self.number


class Row(NamedTuple):
    """One line of the table."""

    what: str
    against: str
    ratio: Spread
    limit: Limit | None  # None where nothing is wanted
    seconds: tuple[float, float]


def row(what: str, against: str, comparison: Comparison, limit: Limit | None, measure: Measure = processor) -> Row:
    return Row(what, against, comparison.ratio(measure), limit, comparison.seconds(measure))


def rows(bench: Bench) -> Iterator[Row]:
    """Every ratio of two costs."""
    yield from _starts(bench)
    yield from _throughput(bench)
    yield from _two_processes(bench)
    yield from _warm_runs(bench)


def _starts(bench: Bench) -> Iterator[Row]:
    one_file = lint(bench.one_file().path, *ONE_PROCESS)
    for what, command, most in (("`meshlint --version`", meshlint("--version"), 1.3), ("one file", one_file, 2.0)):
        comparison = compare(command, IMPORTS, bench.runs * RUNS_OF_A_START)
        yield row(f"cold start: {what}", "importing click and ruamel.yaml", comparison, Limit(most))


def _throughput(bench: Bench) -> Iterator[Row]:
    trees = [(tree, 2.2) for tree in bench.real()]
    for tree, most in (*trees, (bench.foreign(bench.medium), 0.8), (bench.mesh(bench.medium), 3.0)):
        comparison = compare(lint(tree.path, *ONE_PROCESS), composing(tree.path), bench.runs)
        yield row(f"one process: {tree}", "composing the bytes", comparison, Limit(most))


def _two_processes(bench: Bench) -> Iterator[Row]:
    """Trees of a few megabytes are there to tell from where on a second process pays."""
    if (os.cpu_count() or 1) < 2:
        return
    trees = [(tree, None) for tree in (bench.mesh(bench.medium), *bench.real())]
    for tree, limit in (*trees, (bench.mesh(bench.large), Limit(1.6, is_least=True))):
        comparison = compare(lint(tree.path, *ONE_PROCESS), lint(tree.path, *TWO_PROCESSES), bench.runs)
        yield row(f"one process: {tree}", f"two (wall clock; output {_sameness(comparison)})", comparison, limit, wall)


def _warm_runs(bench: Bench) -> Iterator[Row]:
    for tree in (*bench.real(), bench.mesh(bench.large)):
        with tempfile.TemporaryDirectory() as folder:
            command = lint(tree.path, "--jobs", "1")
            emptied = partial(shutil.rmtree, folder, ignore_errors=True)
            comparison = compare(command, command, bench.runs, {"MESHLINT_CACHE_DIR": folder}, emptied)
        against = f"the next, cached (output {_sameness(comparison)})"
        yield row(f"first run: {tree}", against, comparison, Limit(4, is_least=True))


def _sameness(comparison: Comparison) -> str:
    return "the same to the byte" if comparison.is_same else "DIFFERS"
