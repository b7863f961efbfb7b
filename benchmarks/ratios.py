"""The ratios that are wanted, each of two costs taken in turn."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from commands import IMPORTS, ONE_PROCESS, TWO_PROCESSES, composing, lint, meshlint
from measure import Comparison, Measure, Spread, compare, processor, wall
from setup import MEDIUM, Setup, described


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


def rows(setup: Setup) -> Iterator[Row]:
    """Every ratio of two costs."""
    yield from _starts(setup)
    yield from _throughput(setup)
    yield from _two_processes(setup)
    yield from _warm_runs(setup)


def _starts(setup: Setup) -> Iterator[Row]:
    imports = "importing click and ruamel.yaml"
    one_file = lint(setup.one_file(), *ONE_PROCESS)
    for what, command, most in (
        ("cold start: `meshlint --version`", meshlint("--version"), 1.3),
        ("cold start: one file", one_file, 2.0),
    ):
        yield row(what, imports, compare(command, IMPORTS, setup.runs * 4), Limit(most))


def _throughput(setup: Setup) -> Iterator[Row]:
    size = setup.size(MEDIUM)
    trees = [
        (f"four fifths foreign, {size:,} documents of a mesh", setup.foreign(size), 0.8),
        (f"mesh only, {size:,} documents", setup.mesh(size), 3.0),
    ]
    if setup.corpus is not None:
        trees.insert(0, ("real repositories", setup.corpus, 2.2))
    for name, tree, most in trees:
        comparison = compare(lint(tree, *ONE_PROCESS), composing(tree), setup.runs)
        yield row(f"one process: {described(name, tree)}", "composing the bytes", comparison, Limit(most))


def _two_processes(setup: Setup) -> Iterator[Row]:
    if (os.cpu_count() or 1) < 2:
        return
    for name, tree in setup.large_trees():
        comparison = compare(lint(tree, *ONE_PROCESS), lint(tree, *TWO_PROCESSES), setup.runs)
        against = f"two (wall clock; output {_sameness(comparison)})"
        yield row(f"one process: {name}", against, comparison, Limit(1.6, is_least=True), wall)


def _warm_runs(setup: Setup) -> Iterator[Row]:
    for name, tree in setup.large_trees():
        with tempfile.TemporaryDirectory() as folder:
            command = lint(tree, "--jobs", "1")
            emptied = partial(shutil.rmtree, folder, ignore_errors=True)
            comparison = compare(command, command, setup.runs, {"MESHLINT_CACHE_DIR": folder}, emptied)
        yield row(f"first run: {name}", f"the next, cached (output {_sameness(comparison)})", comparison, Limit(4, is_least=True))


def _sameness(comparison: Comparison) -> str:
    return "the same to the byte" if comparison.is_same else "DIFFERS"
