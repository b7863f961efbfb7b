"""Input that means harm: sizes, encodings, links, pipes, and files that change while they are read."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hostile_runs import FAULT, RULE, meshlint

from meshlint.discovery import discover
from meshlint.inputs import read_inputs


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
