"""How time and memory grow with the tree."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from typing import NamedTuple

from bench import Bench
from commands import ONE_PROCESS, lint
from measure import Spread, run
from ratios import Limit
from trees import size_of

SIZES = (1_000, 10_000, 100_000)  # documents
TIME = Limit(1.3)  # of a document, over that of a document of the smallest tree
MAX_ROUNDS = 3  # the largest takes the better part of a minute
MEMORY = Limit(15)  # at the peak, over the bytes read


class Growth(NamedTuple):
    """What one size of tree took."""

    documents: int
    size: int  # bytes
    seconds: float  # of processor time, the median
    time: Spread  # a document's time over that in the smallest tree
    peak: int  # bytes
    added: float  # bytes of memory for each byte read that the tree before it did not have


def growth(bench: Bench) -> Iterator[Growth]:
    """Each size in turn, several times over, in one process. What the first adds is over a run on one file."""
    sizes = SIZES[:2] if bench.is_quick else SIZES
    peak_before, size_before = run(lint(bench.one_file().path, *ONE_PROCESS)).peak, size_of(bench.one_file().path)
    rounds = [[run(lint(bench.mesh(size).path, *ONE_PROCESS)) for size in sizes] for _ in range(min(bench.runs, MAX_ROUNDS))]
    for index, size in enumerate(sizes):
        costs = [each[index] for each in rounds]
        time = Spread.of(each[index].processor / size / (each[0].processor / sizes[0]) for each in rounds)
        seconds = statistics.median(cost.processor for cost in costs)
        peak, bytes_read = max(cost.peak for cost in costs), size_of(bench.mesh(size).path)
        yield Growth(size, bytes_read, seconds, time, peak, (peak - peak_before) / (bytes_read - size_before))
        peak_before, size_before = peak, bytes_read
