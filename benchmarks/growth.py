"""How time and memory grow with the tree."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from typing import NamedTuple

from commands import ONE_PROCESS, lint
from measure import Spread, run
from ratios import Limit
from setup import Setup
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
    fixed_peak: int  # bytes, of a run on one file


def growth(setup: Setup) -> Iterator[Growth]:
    """Each size in turn, several times over, in one process."""
    sizes = SIZES[:2] if setup.is_quick else SIZES
    fixed = run(lint(setup.one_file(), *ONE_PROCESS))
    rounds = [[run(lint(setup.mesh(size), *ONE_PROCESS)) for size in sizes] for _ in range(min(setup.runs, MAX_ROUNDS))]
    for index, size in enumerate(sizes):
        costs = [each[index] for each in rounds]
        time = Spread.of(each[index].processor / size / (each[0].processor / sizes[0]) for each in rounds)
        seconds = statistics.median(cost.processor for cost in costs)
        yield Growth(size, size_of(setup.mesh(size)), seconds, time, max(cost.peak for cost in costs), fixed.peak)
