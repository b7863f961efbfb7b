"""Reports of what means harm, and where they go: names, closed pipes, full disks, interruption."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hostile_runs import FAULT, FORMATS, HOSTILE, RULE, assert_harmless, meshlint

from meshlint.printing import write_file


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_names_reach_no_report_raw(tmp_path: Path, name: str) -> None:
    file = os.fsdecode(b"bad\xff\n::error::%0A\x1b[31m.yaml")
    (tmp_path / file).write_text(FAULT.replace("NAME", HOSTILE))
    done = meshlint("check", "--select", RULE, "--format", name, cwd=tmp_path)
    assert done.returncode == 1 and not done.stderr
    assert_harmless(done.stdout)
    if name in ("json", "sarif", "gitlab"):
        json.loads(done.stdout)
    elif name == "junit":
        ET.fromstring(done.stdout)


def test_hostile_names_reach_standard_error_escaped(tmp_path: Path) -> None:
    done = meshlint("check", os.fsdecode(b"gone\xff\n::error::x\x1b[31m##[add-mask]y.yaml"), cwd=tmp_path)
    assert done.returncode == 2 and b"no such file or folder" in done.stderr
    assert_harmless(done.stderr)


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    (tmp_path / "orders.yaml").write_text(FAULT)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "meshlint", "check"], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2 and b"cannot write the report" in done.stderr and b"Traceback" not in done.stderr


def test_a_report_that_cannot_be_written_leaves_no_part_behind(tmp_path: Path) -> None:
    (tmp_path / "orders.yaml").write_text(FAULT)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "taken").mkdir()
    done = meshlint("check", "--output", "json=out/taken", "orders.yaml", cwd=tmp_path)
    assert done.returncode == 2 and b"cannot write out/taken" in done.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["taken"]


def test_a_full_disk_leaves_no_part_of_a_report(tmp_path: Path) -> None:
    (tmp_path / "orders.yaml").write_text(FAULT)
    (tmp_path / "old.json").write_text("old")
    limits = (resource.RLIMIT_FSIZE, (100, 100))
    done = meshlint(
        "check", "--no-cache", "--output", "json=old.json", cwd=tmp_path, preexec_fn=lambda: resource.setrlimit(*limits)
    )
    assert done.returncode == 2 and b"cannot write old.json: File too large" in done.stderr
    assert (tmp_path / "old.json").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old.json", "orders.yaml"]


def test_a_report_is_not_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "orders.yaml").write_text(FAULT)
    (tmp_path / "outside").write_text("precious")
    (tmp_path / "out.json").symlink_to("outside")
    done = meshlint("check", "--output", "json=out.json", "orders.yaml", cwd=tmp_path)
    assert done.returncode == 1 and (tmp_path / "outside").read_text() == "precious"
    assert not (tmp_path / "out.json").is_symlink() and json.loads((tmp_path / "out.json").read_text())["findings"]


def test_names_of_temporary_files_cannot_be_foreseen(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("precious")
    (tmp_path / f".out.json.{os.getpid()}.tmp").symlink_to("outside")
    write_file(str(tmp_path / "out.json"), "{}\n")
    assert (tmp_path / "outside").read_text() == "precious" and (tmp_path / "out.json").read_text() == "{}\n"


def test_an_interrupt_while_writing_leaves_no_part_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_file(str(tmp_path / "out.json"), "{}\n")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("check --select RULE .", 1),
        ("check gone.yaml", 2),
        ("check --format nonsense", 2),
        ("check --output json=nowhere/x .", 2),
        ("--version", 0),
        ("rules", 0),
    ],
)
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "2>&1 >/dev/null | true", "2>/dev/full"])
def test_closed_streams_change_no_status(tmp_path: Path, command: str, status: int, closed: str) -> None:
    (tmp_path / "orders.yaml").write_text(FAULT)
    script = f"({sys.executable} -m meshlint {command.replace('RULE', RULE)}; echo $? >status) {closed}"
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert (tmp_path / "status").read_text() == f"{status}\n"
    assert b"Traceback" not in done.stdout + done.stderr and b"Exception ignored" not in done.stdout + done.stderr


def test_closed_standard_input_is_told(tmp_path: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m meshlint check - <&-"], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 2 and b"cannot read standard input" in done.stderr


def test_a_closed_pipe_is_no_failure_of_ours(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text("---\n".join(FAULT.replace("NAME", f"orders-{number}") for number in range(3000)))
    script = f"{sys.executable} -m meshlint check --format concise . | head -n 1"
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, check=False)
    assert done.stdout.count(b"\n") == 1 and done.stderr == b""


def test_an_interrupt_ends_quietly(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "never")
    process = subprocess.Popen(
        [sys.executable, "-m", "meshlint", "check", "-"],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130 and b"Traceback" not in err and not out


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_in_the_middle_of_a_run_ends_quietly_and_writes_nothing(tmp_path: Path, jobs: str) -> None:
    (tmp_path / "all.yaml").write_text("---\n".join(FAULT.replace("NAME", f"orders-{number}") for number in range(30_000)))
    command = [sys.executable, "-m", "meshlint", "check", "--jobs", jobs, "--no-cache", "--output", "json=out.json"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130 and not out and not err.strip()
    assert [path.name for path in tmp_path.iterdir()] == ["all.yaml"]
