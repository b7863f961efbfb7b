"""Measures meshlint as ratios taken in one run, each pair of commands in turn, and prints a table.

    python benchmarks/run.py [--corpus FOLDER] [--runs N] [--quick]

A ratio is the median over pairs of processor seconds (user and system, interpreter start included), so that a busy machine
shifts both sides. `--corpus` adds a folder of real repositories. Nothing here passes or fails: tests assert no times.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trees import foreign_tree, mesh_tree

HERE = Path(__file__).parent
PYTHON = sys.executable
IMPORTS = [PYTHON, "-c", "import click, ruamel.yaml"]


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    ratio: float
    low: float
    high: float
    wanted: str
    seconds: float


def meshlint(*arguments: str) -> list[str]:
    """The call whose cost is measured: every rule on, no configuration."""
    return [PYTHON, "-m", "meshlint", *arguments]


def lint(folder: Path, *more: str) -> list[str]:
    return meshlint(
        "check", "--isolated", "--profile", "audit", "--fail-on", "never", "--format", "concise", "--no-cache", "--jobs", "1", *more, str(folder)
    )


def processor_seconds(command: Sequence[str]) -> float:
    """User and system seconds of a command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=os.environ)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(what: str, mine: Sequence[str], other: Sequence[str], wanted: str, runs: int) -> Row:
    """Run both commands in turn, after one warm-up of each."""
    processor_seconds(mine), processor_seconds(other)
    pairs = [(processor_seconds(mine), processor_seconds(other)) for _ in range(runs)]
    ratios = sorted(a / b for a, b in pairs)
    return Row(what, statistics.median(ratios), ratios[0], ratios[-1], wanted, statistics.median(a for a, _ in pairs))


def rows(corpus: Path | None, runs: int, work: Path) -> list[Row]:
    """Every measurement."""
    small = work / "small.yaml"
    small.write_text("apiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\nspec: {ports: [{port: 80}]}\n")
    baseline = [PYTHON, str(HERE / "baseline.py")]
    table = [
        compare("`meshlint --version` : importing click and ruamel.yaml", meshlint("--version"), IMPORTS, "1.3", runs * 2),
        compare("one small file, cold : importing click and ruamel.yaml", lint(small), IMPORTS, "2", runs * 2),
    ]
    if corpus is not None:
        table.append(compare("real repositories : composing their bytes", lint(corpus), [*baseline, str(corpus)], "2.2", runs))
    for name, make, wanted in (("four fifths foreign", foreign_tree, "0.8"), ("mesh only", mesh_tree, "3")):
        folder = work / name.replace(" ", "-")
        make(folder, 1200)
        table.append(compare(f"{name} : composing their bytes", lint(folder), [*baseline, str(folder)], wanted, runs))
    return table


def growth(sizes: Sequence[int], work: Path) -> list[tuple[int, float, float]]:
    """For each size: documents, milliseconds a document, peak memory as a multiple of the bytes read."""
    found = []
    for size in sizes:
        folder = work / f"mesh-{size}"
        mesh_tree(folder, size)
        bytes_read = sum(path.stat().st_size for path in folder.rglob("*.yaml"))
        command = ["/usr/bin/env", PYTHON, "-c", _PEAK, *lint(folder)[3:]]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds, peak = (float(part) for part in done.stderr.strip().splitlines()[-1].split())
        found.append((size, seconds / size * 1000, peak * 1024 / bytes_read))
    return found


_PEAK = """
import resource, sys, time
started = time.process_time()
from meshlint.cli import cli
try:
    cli.main(args=sys.argv[1:], prog_name="meshlint")
except SystemExit:
    pass
used = resource.getrusage(resource.RUSAGE_SELF)
print(time.process_time() - started, used.ru_maxrss, file=sys.stderr)
"""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="small sizes only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        print("| measured : against | ratio | lowest | highest | at most | seconds |\n|---|---|---|---|---|---|")
        for row in rows(options.corpus, options.runs, work):
            numbers = f"{row.ratio:.2f} | {row.low:.2f} | {row.high:.2f} | {row.wanted} | {row.seconds:.2f}"
            print(f"| {row.what} | {numbers} |", flush=True)
        print("\n| documents | ms a document | memory : bytes read |\n|---|---|---|")
        for documents, milliseconds, memory in growth((1000,) if options.quick else (1000, 10_000, 100_000), work):
            print(f"| {documents:,} | {milliseconds:.3f} | {memory:.1f} |", flush=True)


if __name__ == "__main__":
    main()
