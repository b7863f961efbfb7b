"""The ratios that are wanted, each of two costs taken in turn."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from bench import MEDIUM, Bench, described
from commands import IMPORTS, ONE_PROCESS, TWO_PROCESSES, composing, lint, meshlint
from measure import Comparison, Measure, Spread, compare, processor, wall


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
    limit: Limit
    seconds: tuple[float, float]


def row(what: str, against: str, comparison: Comparison, limit: Limit, measure: Measure = processor) -> Row:
    return Row(what, against, comparison.ratio(measure), limit, comparison.seconds(measure))


def rows(bench: Bench) -> Iterator[Row]:
    """Every ratio of two costs."""
    yield from _starts(bench)
    yield from _throughput(bench)
    yield from _two_processes(bench)
    yield from _warm_runs(bench)


def _starts(bench: Bench) -> Iterator[Row]:
    imports = "importing click and ruamel.yaml"
    one_file = lint(bench.one_file(), *ONE_PROCESS)
    for what, command, most in (
        ("cold start: `meshlint --version`", meshlint("--version"), 1.3),
        ("cold start: one file", one_file, 2.0),
    ):
        yield row(what, imports, compare(command, IMPORTS, bench.runs * 4), Limit(most))


def _throughput(bench: Bench) -> Iterator[Row]:
    size = bench.size(MEDIUM)
    trees = [
        (f"four fifths foreign, {size:,} documents of a mesh", bench.foreign(size), 0.8),
        (f"mesh only, {size:,} documents", bench.mesh(size), 3.0),
    ]
    if bench.corpus is not None:
        trees.insert(0, ("real repositories", bench.corpus, 2.2))
    for name, tree, most in trees:
        comparison = compare(lint(tree, *ONE_PROCESS), composing(tree), bench.runs)
        yield row(f"one process: {described(name, tree)}", "composing the bytes", comparison, Limit(most))


def _two_processes(bench: Bench) -> Iterator[Row]:
    if (os.cpu_count() or 1) < 2:
        return
    for name, tree in bench.large_trees():
        comparison = compare(lint(tree, *ONE_PROCESS), lint(tree, *TWO_PROCESSES), bench.runs)
        against = f"two (wall clock; output {_sameness(comparison)})"
        yield row(f"one process: {name}", against, comparison, Limit(1.6, is_least=True), wall)


def _warm_runs(bench: Bench) -> Iterator[Row]:
    for name, tree in bench.large_trees():
        with tempfile.TemporaryDirectory() as folder:
            command = lint(tree, "--jobs", "1")
            emptied = partial(shutil.rmtree, folder, ignore_errors=True)
            comparison = compare(command, command, bench.runs, {"MESHLINT_CACHE_DIR": folder}, emptied)
        yield row(f"first run: {name}", f"the next, cached (output {_sameness(comparison)})", comparison, Limit(4, is_least=True))


def _sameness(comparison: Comparison) -> str:
    return "the same to the byte" if comparison.is_same else "DIFFERS"
