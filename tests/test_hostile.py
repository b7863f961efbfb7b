"""Input and surroundings that mean harm: sizes, names, closed pipes, full disks, interruption."""

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

from meshlint.discovery import discover
from meshlint.inputs import read_inputs
from meshlint.printing import write_file

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


FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit")


def assert_harmless(output: bytes) -> None:
    """Nothing that a terminal or a CI system would obey."""
    text = output.decode()  # and UTF-8
    assert not set(text) & {chr(code) for code in range(32) if chr(code) not in "\n"} | set(text) & {"\x7f", "\x9b", "\u202e"}
    assert "##[" not in text and "##vso[" not in text
    assert all(
        line.startswith(("::error file=bad", "::error title=meshlint")) for line in text.split("\n") if line.lstrip()[:2] == "::"
    )


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


@pytest.mark.parametrize(
    "text",
    [
        '"a\\e[31m\\n::error::x": 1\n',
        'profile: "a\\e[31m\\n::error::x"\n',
        'select: ["a\\e[31m\\n::error::x"]\n',
        'options: {"a\\e[31m\\n::error::x": {}}\n',
        'target: {istio: "\\e[31m\\n::error::x"}\n',
        'rule-packs: ["a\\e[31m\\n::error::x"]\n',
        'context: "a\\e[31m\\n::error::x"\n',
        "a: \x1b[31m\n",
    ],
)
def test_a_hostile_configuration_is_quoted_escaped(tmp_path: Path, text: str) -> None:
    (tmp_path / ".meshlint.yaml").write_text(text)
    done = meshlint("check", cwd=tmp_path)
    assert done.returncode == 2 and done.stderr
    assert_harmless(done.stderr)


def test_ten_thousand_findings_in_one_file(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text("---\n".join(FAULT.replace("NAME", f"orders-{number}") for number in range(10_000)))
    done = meshlint("check", "--select", RULE, "--format", "sarif", cwd=tmp_path)
    assert done.returncode == 1 and len(json.loads(done.stdout)["runs"][0]["results"]) == 10_000


def test_ten_thousand_findings_in_one_object(tmp_path: Path) -> None:
    keys = "".join(f"  k{number}: 1\n" for number in range(10_000))
    (tmp_path / "orders.yaml").write_text(FAULT.replace("NAME", "orders") + keys * 2)
    done = meshlint("check", "--select", "yaml/duplicate-key", "--format", "concise", cwd=tmp_path)
    assert done.returncode == 1 and done.stdout.count(b"\n") == 10_000


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


def test_a_million_lines_of_one_object_are_read(tmp_path: Path) -> None:
    (tmp_path / "long.yaml").write_text(FAULT.replace("NAME", "orders") + "  x:\n" + "  - a\n" * 1_000_000)
    done = meshlint("check", "--select", RULE, "--format", "concise", cwd=tmp_path)
    assert done.returncode == 1 and done.stdout.startswith(b"long.yaml:9:7: ")


def test_more_bytes_than_are_linted_are_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.yaml").open("wb") as file:
        file.truncate(2**40)  # a terabyte, of holes
    done = meshlint("check", "--format", "concise", cwd=tmp_path)
    assert done.returncode == 1 and b"huge.yaml:1:1: error[yaml/syntax-error] The file is larger than" in done.stdout


def test_standard_input_without_an_end_is_told(tmp_path: Path) -> None:
    with Path("/dev/zero").open("rb") as zeros:
        done = meshlint("check", "-", "--format", "concise", cwd=tmp_path, stdin=zeros)
    assert done.returncode == 1 and done.stdout.startswith(b"<stdin>:1:1: error[yaml/syntax-error] The file is larger than")


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (FAULT.encode() + b"# \xff\n", 12, "not UTF-8 text"),
        (FAULT.encode("utf-16") + b"\x00", 1, "not UTF-16 text"),
        (FAULT.encode("utf-16-le"), 1, "UTF-16"),
        (FAULT.encode("utf-16-be"), 1, "UTF-16"),
        (FAULT.encode() + b"  x: \0\n", 12, "not valid YAML"),
        (FAULT.replace("NAME", "[" * 5000).encode(), 1, "nesting is deeper"),
        (
            FAULT.encode()
            + b"  a0: &a0 [x]\n"
            + b"".join(b"  a%d: &a%d [*a%d, *a%d, *a%d]\n" % (n, n, n - 1, n - 1, n - 1) for n in range(1, 20)),
            1,
            "aliases expand",
        ),
        (FAULT.encode() + b"  a: &a {b: *a}\n", 12, "contains it"),
    ],
    ids=["utf-8", "utf-16", "utf-16-le", "utf-16-be", "nul", "nesting", "aliases", "loop"],
)
def test_what_cannot_be_read_is_a_finding(tmp_path: Path, data: bytes, line: int, says: str) -> None:
    (tmp_path / "orders.yaml").write_bytes(data)
    (tmp_path / "others.yaml").write_text(FAULT)
    done = meshlint("check", "--format", "concise", cwd=tmp_path)
    assert done.returncode == 1 and not done.stderr
    (found,) = (text for text in done.stdout.decode().splitlines() if "yaml/syntax-error" in text)
    assert (
        says in found
        and found.startswith("orders.yaml:")
        and (says in ("nesting is deeper", "aliases expand") or f":{line}:" in found)
    )
    assert f"others.yaml:9:7: error[{RULE}]" in done.stdout.decode()


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_other_line_ends_and_encodings_are_read(tmp_path: Path, newline: str, encoding: str) -> None:
    (tmp_path / "orders.yaml").write_bytes(FAULT.replace("\n", newline).encode(encoding))
    done = meshlint("check", "--select", RULE, "--format", "concise", cwd=tmp_path)
    assert done.returncode == 1 and done.stdout.startswith(b"orders.yaml:9:7: ")


def test_pipes_and_devices_are_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "orders.yaml").write_text(FAULT)
    done = meshlint("check", "pipe.yaml", "/dev/zero", "orders.yaml", "--format", "concise", cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.count(b"neither a regular file nor a folder") == 2
    assert RULE.encode() in done.stdout


def test_a_file_that_became_a_pipe_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(FAULT)
    found = discover(["."], "none")
    (tmp_path / "a.yaml").unlink()
    os.mkfifo(tmp_path / "a.yaml")
    monkeypatch.setattr("meshlint.inputs.discover", lambda *_: found)
    read = read_inputs(["."])
    assert not read.contents and read.problems == ["a.yaml: it is no longer a regular file"]


def test_a_file_that_has_gone_is_told_and_the_others_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.yaml", "b.yaml", "c.yaml"):
        (tmp_path / name).write_text(FAULT)
    found = discover(["a.yaml", "b.yaml"], "auto")
    (tmp_path / "a.yaml").unlink()
    (tmp_path / "b.yaml").write_text("changed: since\n")
    monkeypatch.setattr("meshlint.inputs.discover", lambda *_: found)
    read = read_inputs(["a.yaml", "b.yaml"])
    assert list(read.contents) == [("b.yaml", b"changed: since\n")]
    assert read.problems == ["a.yaml: No such file or directory"]


def test_what_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(FAULT)
    (tmp_path / "b.yaml").write_text(FAULT)
    (tmp_path / "closed").mkdir()
    opened, scanned = os.open, os.scandir

    def guarded_open(path: str, flags: int, *rest: int) -> int:
        if path.endswith("a.yaml"):
            raise PermissionError(13, "Permission denied", path)
        return opened(path, flags, *rest)

    def guarded_scan(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scanned(path)

    monkeypatch.setattr(os, "open", guarded_open)
    monkeypatch.setattr(os, "scandir", guarded_scan)
    read = read_inputs(["."], "none")
    assert [name for name, _ in read.contents] == ["b.yaml"]
    assert sorted(read.problems) == ["./closed: Permission denied", "a.yaml: Permission denied"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_permission_is_really_asked(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FAULT)
    (tmp_path / "a.yaml").chmod(0)
    done = meshlint("check", "a.yaml", cwd=tmp_path)
    assert done.returncode == 2 and b"a.yaml: Permission denied" in done.stderr


def test_links_out_of_the_tree_and_loops_are_not_followed(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    (tmp_path / "secret.yaml").write_text("password: [broken\n" + FAULT)
    (tree / "out.yaml").symlink_to(tmp_path / "secret.yaml")
    (tree / "loop.yaml").symlink_to("loop.yaml")
    (tree / "up").symlink_to("..", target_is_directory=True)
    (tree / "kustomization.yaml").write_text("resources: [../secret.yaml, out.yaml, up/secret.yaml, /etc/hostname]\n")
    done = meshlint("check", "--profile", "audit", cwd=tree)
    assert b"secret" not in done.stdout and b"password" not in done.stdout + done.stderr and done.returncode == 0


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


@pytest.mark.parametrize("key", ["context", "rule-packs"])
@pytest.mark.parametrize("folder", ["..", "/etc", "link"])
def test_a_configuration_in_the_tree_cannot_make_a_run_read_elsewhere(tmp_path: Path, key: str, folder: str) -> None:
    tree = tmp_path / "tree"
    (tree / ".git").mkdir(parents=True)
    (tree / "shop").mkdir()
    (tree / "link").symlink_to("..", target_is_directory=True)
    (tree / ".meshlint.yaml").write_text(f"{key}: {folder}\n")
    (tree / "shop" / "orders.yaml").write_text(FAULT)
    done = meshlint("check", "shop", cwd=tree)
    assert done.returncode == 2 and b"lies outside of the project" in done.stderr and not done.stdout
    (tree / ".meshlint.yaml").write_text(f"{key}: shop\n")
    assert meshlint("check", "shop", cwd=tree).returncode == 1
