"""Input and surroundings that mean harm: sizes, names, closed pipes, full disks, interruption."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

FAULT = """\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: NAME
  namespace: shop
spec:
  hosts: [orders]
  http:
    - retries: {attempts: 2, retryOn: 5xx}
      route:
        - destination: {host: orders}
"""
RULE = "istio/virtualservice-retry-non-idempotent"
HOSTILE = '"a\\e[31m\\n::error title=x::y %0A <b>&\\"|`"'


def meshlint(*arguments: str, cwd: Path, **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "meshlint", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, check=False, timeout=120, **options)  # type: ignore[call-overload,no-any-return]  # options differ


@pytest.mark.parametrize("name", ["text", "concise", "json", "sarif", "github", "gitlab", "junit"])
def test_hostile_names_reach_no_report_raw(tmp_path: Path, name: str) -> None:
    file = os.fsdecode(b"bad\xff\n::error::.yaml")
    (tmp_path / file).write_text(FAULT.replace("NAME", HOSTILE))
    done = meshlint("check", "--select", RULE, "--format", name, cwd=tmp_path)
    assert done.returncode == 1 and b"Traceback" not in done.stderr
    assert b"\x1b" not in done.stdout
    lines = [line for line in done.stdout.split(b"\n") if line.startswith(b"::")]
    assert (
        all(
            line.startswith((b"::error ", b"::notice ", b"::warning "))
            and b"title=meshlint" in line.replace(RULE.encode(), b"meshlint")
            for line in lines
        )
        or name == "github"
    )
    if name in ("json", "sarif", "gitlab"):
        json.loads(done.stdout)


def test_ten_thousand_findings_in_one_file(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text("---\n".join(FAULT.replace("NAME", f"orders-{number}") for number in range(10_000)))
    done = meshlint("check", "--select", RULE, "--format", "sarif", cwd=tmp_path)
    assert len(json.loads(done.stdout)["runs"][0]["results"]) == 10_000


def test_a_huge_file_is_told_and_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.yaml").open("wb") as file:
        file.truncate(100 * 2**20)
    (tmp_path / "orders.yaml").write_text(FAULT)
    done = meshlint("check", "--format", "concise", cwd=tmp_path)
    assert done.returncode == 1
    assert b"huge.yaml:1:1: error[yaml/syntax-error] The file is larger than" in done.stdout and RULE.encode() in done.stdout


def test_a_million_lines_without_meaning_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "long.yaml").write_text("# nothing\n" * 1_000_000 + FAULT)
    done = meshlint("check", "--select", RULE, "--format", "concise", cwd=tmp_path)
    assert done.stdout.startswith(b"long.yaml:1000009:7: ")


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


def test_a_configuration_in_the_tree_cannot_name_code_or_hang(tmp_path: Path) -> None:
    pack = tmp_path / "lint" / "x"
    pack.mkdir(parents=True)
    (pack / "evil.yaml").write_text(
        "title: X.\nseverity: error\nconfidence: high\nkinds: [Service]\nwhy: x\nfix: x\nreferences: []\n"
    )
    (pack / "evil.py").write_text("open('ran', 'w').close()\n")
    (tmp_path / ".meshlint.yaml").write_text("rule-packs: [lint]\n")
    (tmp_path / "orders.yaml").write_text(FAULT)
    done = meshlint("check", cwd=tmp_path)
    assert done.returncode == 2 and not (tmp_path / "ran").exists()
