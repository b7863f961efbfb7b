"""Several processes: the same report to the byte, whatever becomes of them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from meshlint import parallel
from meshlint.parallel import MIN_BYTES, fork_map, process_count, slices

ROOT = Path(__file__).parent.parent
FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit")
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {{name: {name}, namespace: shop}}
spec: {{ports: [{{port: 80, name: http}}]}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {{name: {name}, namespace: shop}}
spec:
  hosts: [{name}]
  http:
    - retries: {{attempts: 2, retryOn: 5xx}}
      route: [{{destination: {{host: {other}}}}}]
"""
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="one process where there is no fork")


def check(folder: Path, *arguments: str) -> tuple[int, bytes, bytes]:
    done = subprocess.run(
        [sys.executable, "-m", "meshlint", "check", "--isolated", "--no-cache", *arguments],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Files of all sorts: good, broken, templated, undecodable, empty, with suppressions and references across files."""
    for number in range(12):
        text = SERVICE.format(name=f"service-{number}", other=f"service-{(number + 1) % 14}")
        suppressed = text.replace("retryOn: 5xx}", "retryOn: 5xx} # meshlint: ignore[istio/*]")
        (tmp_path / f"service-{number}.yaml").write_text(suppressed if number % 2 else text)
    (tmp_path / "broken.yaml").write_text("apiVersion: v1\nkind: Service\nmetadata: {name\n")
    (tmp_path / "twice.yaml").write_text("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nmetadata: {name: b}\n")
    (tmp_path / "template.yaml").write_text("apiVersion: v1\nkind: Service\nmetadata: {{ .Values.x }}\n  a: {{ y }}\n")
    (tmp_path / "bytes.yaml").write_bytes(b"kind: Service\n\xff\xfe\x00")
    (tmp_path / "empty.yaml").write_text("")
    (tmp_path / "values.yaml").write_text("pilot: {resources: {}}\nglobal: {proxy: {}}\nmeshConfig: {}\n")
    (tmp_path / "shared.yaml").write_text(
        "apiVersion: v1\nkind: Service\nmetadata: &m {name: a, namespace: shop}\nspec: {selector: *m, ports: []}\n"
    )
    return tmp_path


@pytest.mark.parametrize("name", FORMATS)
def test_the_report_is_the_same(tree: Path, name: str) -> None:
    one = check(tree, "--format", name, "--profile", "audit", "--jobs", "1")
    assert one[0] == 1 and one[1]
    assert check(tree, "--format", name, "--profile", "audit", "--jobs", "3") == one


def test_the_report_on_all_fixtures_is_the_same() -> None:
    arguments = ("--format", "json", "--profile", "audit", "--context", "none", "--complete")
    one = check(ROOT, *arguments, "--jobs", "1", "fixtures")  # not from there: a folder called meshlint is in it
    assert len(json.loads(one[1])["findings"]) > 100
    assert check(ROOT, *arguments, "--jobs", "4", "fixtures") == one


def test_rules_that_crash_are_all_named(tree: Path) -> None:
    pack = tree / "lint" / "house"
    pack.mkdir(parents=True)
    (pack / "bad.yaml").write_text(
        "title: Bad.\nseverity: error\nconfidence: high\nkinds: [Service]\nwhy: x\nfix: y\nreferences: ['https://shop.example']\n"
    )
    (pack / "bad.py").write_text("def check(resource, given, context): raise RuntimeError(resource.name)\n")
    one = check(tree, "--rules-dir", "lint", "--jobs", "1", "--exclude", "lint")
    assert one[0] == 3 and one[2].count(b"house/bad") >= 12
    assert check(tree, "--rules-dir", "lint", "--jobs", "3", "--exclude", "lint") == one


@pytest.mark.parametrize("jobs", ["0", "-1", "two", "1.5", ""])
def test_a_wrong_number_is_told(tmp_path: Path, jobs: str) -> None:
    status, _, errors = check(tmp_path, "--jobs", jobs)
    assert status == 2 and b"--jobs takes auto or a number" in errors


def _squares(task: int) -> int:
    return task * task


@pytest.mark.parametrize(("tasks", "processes"), [(0, 2), (1, 4), (5, 1), (100, 2), (1000, 3), (3, 8)])
def test_results_come_in_order(tasks: int, processes: int) -> None:
    assert fork_map(_squares, tasks, processes) == [task * task for task in range(tasks)]


def test_other_processes_do_a_share() -> None:
    def work(_task: int) -> int:
        time.sleep(0.01)
        return os.getpid()

    assert len(set(fork_map(work, 40, 3))) == 3


def _only_elsewhere(act: Callable[[], None]) -> Callable[[int], int]:
    """Work that goes wrong in every process but this one."""
    home = os.getpid()

    def work(task: int) -> int:
        time.sleep(0.005)
        if os.getpid() != home and task % 3 == 0:
            act()
        return task

    return work


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _fail() -> None:
    raise RuntimeError("boom")


def _leave() -> None:
    os._exit(0)


@pytest.mark.parametrize("act", [_die, _fail, _leave])
def test_what_a_process_leaves_undone_is_done_here(act: Callable[[], None], capfd: pytest.CaptureFixture[str]) -> None:
    assert fork_map(_only_elsewhere(act), 30, 3) == list(range(30))
    assert capfd.readouterr() == ("", "")


def test_a_fault_of_the_work_itself_is_raised_and_no_process_stays() -> None:
    def work(_task: int) -> int:
        raise ValueError("always")

    with pytest.raises(ValueError, match="always"):
        fork_map(work, 10, 3)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_without_room_for_another_process_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(os, "fork", refuse)
    assert fork_map(_squares, 10, 3) == [task * task for task in range(10)]


def test_an_interrupt_ends_all_quietly(tmp_path: Path) -> None:
    code = (
        "import os, sys, time\n"
        "from meshlint.parallel import fork_map\n"
        "def work(task):\n"
        "    with open(str(os.getpid()), 'w'): pass\n"
        "    time.sleep(60)\n"
        "try: fork_map(work, 10, 3)\n"
        "except KeyboardInterrupt: print('interrupted')\n"
    )
    started = subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    deadline = time.monotonic() + 60
    while len(list(tmp_path.iterdir())) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(started.pid, signal.SIGINT)  # as a terminal does
    out, errors = started.communicate(timeout=60)
    assert (out, errors) == (b"interrupted\n", b"")
    for name in tmp_path.iterdir():
        with pytest.raises(ProcessLookupError):
            os.kill(int(name.name), 0)


@pytest.mark.parametrize("sizes", [[], [5], [0, 0], [1] * 100, [1000, 1, 1, 1], list(range(500)), [0] * 50 + [9]])
@pytest.mark.parametrize("processes", [1, 2, 8, 500])
def test_slices_hold_each_item_once_and_fit_the_tickets(sizes: list[int], processes: int) -> None:
    found = slices(sizes, processes)
    assert [index for part in found for index in part] == list(range(len(sizes)))
    assert len(found) <= parallel.MAX_TASKS + 1 and all(len(part) for part in found)


def test_how_many_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_processors", lambda: 4)
    assert process_count(None, MIN_BYTES) == 4
    assert process_count(None, MIN_BYTES - 1) == 1
    assert process_count(2, 0) == 2
    waiting = threading.Event()
    thread = threading.Thread(target=waiting.wait)
    thread.start()
    try:
        assert process_count(2, MIN_BYTES) == process_count(None, MIN_BYTES) == 1
    finally:
        waiting.set()
        thread.join()
    monkeypatch.delattr(os, "fork")
    assert process_count(2, MIN_BYTES) == process_count(None, MIN_BYTES) == 1
