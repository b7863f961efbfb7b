"""Work in several processes, forked from this one: numbered tasks in, their results out, in order.

A fork sees all that was read, at no cost; only results travel, pickled, through a file without a name that nobody else can
open. Nobody waits for anybody but at the end, and a process that dies takes nothing with it: what it leaves undone is done here.
"""

from __future__ import annotations

import os
import signal
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Any, NoReturn, TypeVar

Result = TypeVar("Result")

MAX_TASKS = 1024
"""Their tickets, of 4 bytes, fit into any pipe before the first is taken."""

MAX_PROCESSES = 8
"""As many as `auto` uses at most: beyond, what is done in one process weighs more than the rest."""

MIN_BYTES = 2 * 1024 * 1024
"""Bytes of manifests from which on a second process pays: below, a run takes about as long as forking twice."""

_TICKET = struct.Struct("=I")
_FRAME = struct.Struct("=II")  # task, length of its pickled result


def process_count(requested: int | None, size: int) -> int:
    """How many processes to use for `size` bytes of manifests; `requested` is None where that is left to meshlint."""
    if not hasattr(os, "fork") or threading.active_count() > 1:  # a fork of one thread may find locks that others hold
        return 1
    if requested is not None:
        return max(requested, 1)
    return min(_processors(), MAX_PROCESSES) if size >= MIN_BYTES else 1


def _processors() -> int:
    """The processors that this process may use: those it is bound to, and no more than a container's share."""
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with suppress(OSError, ValueError), open("/sys/fs/cgroup/cpu.max", encoding="ascii") as file:  # noqa: PTH123
        quota, period = file.read().split()
        if quota != "max":
            bound = min(bound, max(round(int(quota) / int(period)), 1))
    return bound


def slices(sizes: Sequence[int], processes: int) -> list[range]:
    """Neighbouring items as tasks of about the same size: enough of them that no process ends long before the others."""
    wanted = max(sum(sizes) // min(processes * 16, MAX_TASKS), 1)
    found: list[range] = []
    start, filled = 0, 0
    for index, size in enumerate(sizes):
        filled += size
        if filled >= wanted:
            found.append(range(start, index + 1))
            start, filled = index + 1, 0
    return [*found, range(start, len(sizes))] if start < len(sizes) else found


def fork_map(work: Callable[[int], Result], tasks: int, processes: int) -> list[Result]:
    """The results of `work` on each number below `tasks` (at most MAX_TASKS), worked out by so many processes, this one included.

    `work` runs in forks, so what it changes is lost, and may run twice for a task whose process died. Results are pickled.
    Raises whatever `work` raises.
    """
    results: dict[int, Result] = {}
    tickets = _tickets(tasks)
    children: list[_Child] = []
    try:
        with suppress(OSError):  # no more processes, or no room for files: the work is done by those that are there
            children.extend(_Child(work, tickets) for _ in range(min(processes, tasks) - 1))
        for task in _taken(tickets):
            results[task] = work(task)
        for child in children:
            results.update(child.results())
    finally:
        os.close(tickets)
        for child in children:
            child.end()
    return [results[task] if task in results else work(task) for task in range(tasks)]


def _tickets(tasks: int) -> int:
    """A pipe from which each process takes the next task's number: reading is atomic, and ends when there are none."""
    reader, writer = os.pipe()
    for task in range(tasks):
        os.write(writer, _TICKET.pack(task))
    os.close(writer)
    return reader


def _taken(tickets: int) -> Iterator[int]:
    while ticket := os.read(tickets, _TICKET.size):
        yield _TICKET.unpack(ticket)[0]


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Keeps Ctrl-C waiting."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Child:
    """A fork that takes tasks until there are none, and leaves their results in a file."""

    def __init__(self, work: Callable[[int], Any], tickets: int) -> None:
        import pickle  # noqa: F401  # once, for all forks; a run in one process needs neither of these
        import tempfile

        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # closed by end()
        with _interrupts_held():
            self._pid: int | None = os.fork()
            if self._pid == 0:
                signal.signal(signal.SIGINT, signal.SIG_DFL)  # an interrupt ends it without a word
        if self._pid == 0:
            self._run(work, tickets)

    def _run(self, work: Callable[[int], Any], tickets: int) -> NoReturn:
        import pickle

        status = 1
        try:
            parent = os.getppid()
            for task in _taken(tickets):
                data = pickle.dumps(work(task), pickle.HIGHEST_PROTOCOL)
                self._file.write(_FRAME.pack(task, len(data)) + data)
                if os.getppid() != parent:
                    break  # nobody is left to read it
            self._file.flush()
            status = 0
        finally:
            os._exit(status)  # whatever happened: a fork must never return into the parent's work

    def results(self) -> Iterator[tuple[int, Any]]:
        """Wait for the fork's end; yields what it has done. A frame that was cut short counts as not done."""
        import pickle

        self._wait()
        self._file.seek(0)
        while len(head := self._file.read(_FRAME.size)) == _FRAME.size:
            task, length = _FRAME.unpack(head)
            data = self._file.read(length)
            if len(data) < length:
                return
            yield task, pickle.loads(data)  # noqa: S301  # written by our own fork, in a file without a name

    def _wait(self) -> None:
        if self._pid is not None:
            with suppress(ChildProcessError):
                os.waitpid(self._pid, 0)
            self._pid = None

    def end(self) -> None:
        """Leave nothing behind, whatever happened."""
        if self._pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            self._wait()
        self._file.close()
