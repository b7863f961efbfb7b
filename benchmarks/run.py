"""Measures meshlint as ratios taken in one run, each pair of commands in turn, and prints Markdown tables.

    python benchmarks/run.py [--corpus FOLDER] [--runs N] [--busy] [--record] [--quick] [--no-peers]

A ratio is the median over pairs of processor seconds (user and system, interpreter start included) unless a line says wall clock.
Nothing here passes or fails: it says what was wanted and what was found.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from bench import Bench, Tree
from growth import growth
from measure import busy_loops
from peers import timings
from phases import phases
from ratios import rows
from tables import growth_table, peer_table, phase_table, ratio_table, record

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
MAX_PEER_RUNS = 3  # some take the better part of a minute
Item = TypeVar("Item")


def sections(bench: Bench, with_peers: bool) -> Iterator[str]:
    """The tables, each with a line about it."""
    yield _conditions(bench)
    yield ratio_table(_shown(rows(bench)))
    yield "Growth of a generated mesh, one process:"
    yield growth_table(_shown(growth(bench)))
    yield "Share of processor time by step, one process:"
    yield phase_table(_shown((str(tree), phases(tree.path)) for tree in _trees(bench)))
    if with_peers:
        yield "Other linters on the same files:"
        yield peer_table(_shown(timings(_trees(bench), min(bench.runs, MAX_PEER_RUNS))))


def _trees(bench: Bench) -> list[Tree]:
    return [bench.one_file(), *bench.real(), bench.mesh(bench.medium), bench.foreign(bench.medium)]


def _conditions(bench: Bench) -> str:
    load = f"load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else "load unknown"
    pairs = f"{bench.runs} pair{'s' if bench.runs > 1 else ''} of runs"
    return f"Python {platform.python_version()}, {os.cpu_count()} processors, {load}, {pairs} for a ratio."


def _shown(found: Iterable[Item]) -> Iterator[Item]:
    """Each item as it comes, shown on standard error meanwhile: a run takes many minutes."""
    for item in found:
        print(item, file=sys.stderr, flush=True)
        yield item


def main() -> None:
    """Print the tables; `--record` also puts them into the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="a folder of real repositories, to measure on as well")
    parser.add_argument("--runs", type=int, default=5, help="pairs of runs for each ratio (default: 5)")
    parser.add_argument("--busy", action="store_true", help="keep two processors busy meanwhile")
    parser.add_argument("--record", action="store_true", help=f"put the tables into {PAGE.parent.name}/{PAGE.name}, too")
    parser.add_argument("--quick", action="store_true", help="trees of a tenth of the size")
    parser.add_argument("--no-peers", action="store_true", help="without other linters")
    options = parser.parse_args()
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if options.busy:
            stack.enter_context(busy_loops(2))
        corpus = options.corpus.resolve() if options.corpus is not None else None
        bench = Bench(work, corpus, options.runs, options.quick)
        text = "\n\n".join(sections(bench, not options.no_peers))
    print(text)
    if options.record:
        record(PAGE, "busy run" if options.busy else "quiet run", text)


if __name__ == "__main__":
    main()
