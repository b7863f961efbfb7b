"""Results of earlier runs: the same to the byte, used only where nothing changed, and never in the way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import deque
from datetime import date, datetime
from pathlib import Path

import pytest

from meshlint import cache
from meshlint.cache import CachedResult, cache_folder, cached_result, run_key
from meshlint.cached_outcome import dump_outcome, parse_outcome
from meshlint.findings import Edit, Fix, Located, LocatedRelated, Region, Severity
from meshlint.inputs import Inputs, read_inputs
from meshlint.outcome import Crash, Outcome
from meshlint.settings import Settings

FAULT = """\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: orders, namespace: shop}
spec:
  hosts: [orders]
  http:
    - retries: {attempts: 2, retryOn: 5xx}
      route: [{destination: {host: orders}}]
"""
RULE = "istio/virtualservice-retry-non-idempotent"
FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit")
REGION = Region("a/b.yaml", 3, 5, 3, 9)
OUTCOME = Outcome(
    findings=(
        Located(
            RULE,
            Severity.ERROR,
            "What it says, with '…' and \udcff.",
            REGION,
            "Kind shop/orders",
            "Kind",
            ("spec", "http", 0, "retries"),
            (LocatedRelated(REGION, "beside"),),
            Fix("Mend it", (Edit("a/b.yaml", 1, 2, "x\n"),), safe=True),
            "    - retries: {}",
            "1f:1",
        ),
    ),
    suppressed=1,
    baselined=2,
    files=3,
    resources=4,
    skipped={"Helm template": 2},
    without_context={"istio/x": ("Service", "Namespace")},
)


def run(*arguments: str, cwd: Path, kept: Path, stdin: bytes = b"") -> tuple[int, bytes, bytes]:
    done = subprocess.run(
        [sys.executable, "-m", "meshlint", "check", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, "MESHLINT_CACHE_DIR": str(kept)},
    )
    return done.returncode, done.stdout, done.stderr


def entries(kept: Path) -> list[Path]:
    return sorted(kept.glob("*")) if kept.exists() else []


def key(folder: Path, settings: Settings | None = None, packs: tuple[str, ...] = ()) -> str:
    return run_key(read_inputs([str(folder)], "none"), settings or Settings(), packs)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    (folder / "orders.yaml").write_text(FAULT)
    (folder / "template.yaml").write_text("apiVersion: v1\nkind: Service\nmetadata: {{ .Values.x }}\n  a: {{ y }}\n")
    return folder


@pytest.mark.parametrize("name", FORMATS)
def test_the_second_run_reports_the_same_bytes_and_status(tree: Path, tmp_path: Path, name: str) -> None:
    kept = tmp_path / "kept"
    arguments = ("--format", name, "--profile", "audit")
    first = run(*arguments, cwd=tree, kept=kept)
    assert first[0] == 1 and len(entries(kept)) == 1
    assert run(*arguments, cwd=tree, kept=kept) == first
    assert run(*arguments, "--no-cache", cwd=tree, kept=kept) == first
    assert len(entries(kept)) == 1


def test_the_second_run_takes_the_entry(tree: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    run("--isolated", cwd=tree, kept=kept)
    (entry,) = entries(kept)
    digest, _, payload = entry.read_bytes().partition(b"\n")
    other = payload.replace(b"can repeat a request", b"CAN REPEAT A REQUEST")
    result = CachedResult(kept, entry.stem)
    entry.write_bytes(result._digest(other) + b"\n" + other)
    assert b"CAN REPEAT A REQUEST" in run("--isolated", cwd=tree, kept=kept)[1]
    assert b"CAN REPEAT A REQUEST" not in run("--isolated", "--no-cache", cwd=tree, kept=kept)[1]
    entry.write_bytes(digest + b"\n" + other)  # altered by someone who does not know how it is written
    assert b"CAN REPEAT A REQUEST" not in run("--isolated", cwd=tree, kept=kept)[1]


def test_the_severity_that_fails_a_run_is_judged_anew(tree: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    assert [run("--fail-on", level, cwd=tree, kept=kept)[0] for level in ("error", "never", "error")] == [1, 0, 1]
    assert len(entries(kept)) == 1


def test_no_entry_is_made_where_a_run_is_not_one_to_repeat(tree: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    pack = tmp_path / "lint" / "house"
    pack.mkdir(parents=True)
    (pack / "bad.yaml").write_text(
        "title: Bad.\nseverity: error\nconfidence: high\nkinds: [VirtualService.networking.istio.io]\nwhy: x\nfix: y\n"
        "references: ['https://shop.example']\n"
    )
    (pack / "bad.py").write_text("def check(resource, given, context): raise RuntimeError('boom')\n")
    assert run("--no-cache", cwd=tree, kept=kept)[0] == 1
    assert run("--statistics", cwd=tree, kept=kept)[0] == 1
    assert run("-", cwd=tree, kept=kept, stdin=FAULT.encode())[0] == 1
    assert run("orders.yaml", "gone.yaml", cwd=tree, kept=kept)[0] == 2
    assert run("--rules-dir", str(tmp_path / "lint"), cwd=tree, kept=kept)[0] == 3
    assert entries(kept) == []


def test_a_missing_path_is_told_although_the_rest_was_seen_before(tree: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    assert run("orders.yaml", cwd=tree, kept=kept)[0] == 1
    status, _, errors = run("orders.yaml", "gone.yaml", cwd=tree, kept=kept)
    assert status == 2 and b"gone.yaml" in errors


def test_the_key_follows_all_that_decides_the_result(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    pack = tmp_path / "lint" / "house"
    pack.mkdir(parents=True)
    (pack / "owner.yaml").write_text("title: One.\n")
    known = [key(Path()), key(Path(), packs=(str(tmp_path / "lint"),))]
    known.append(key(Path(), Settings(complete=True)))
    known.append(key(Path(), Settings(line_hashes=True)))
    (pack / "owner.yaml").write_text("title: Two.\n")
    known.append(key(Path(), packs=(str(tmp_path / "lint"),)))
    (pack / "owner.py").write_text("x = 1\n")
    known.append(key(Path(), packs=(str(tmp_path / "lint"),)))
    known.append(run_key(read_inputs(["orders.yaml"], "auto"), Settings()))  # the same files, one of them not reported
    monkeypatch.setattr(cache, "__version__", "99.0")
    known.append(key(Path()))
    monkeypatch.undo()
    monkeypatch.chdir(tree)
    assert key(Path()) == known[0] == key(Path(), Settings(fail_on=Severity.ERROR))
    (tree / "orders.yaml").write_text(FAULT + "#\n")
    known.append(key(Path()))
    (tree / "orders.yaml").rename(tree / "other.yaml")
    known.append(key(Path()))
    (tree / "empty.yaml").write_text("")
    known.append(key(Path()))
    assert len(set(known)) == len(known)


def test_suppressions_that_expire_make_a_day_count(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Tomorrow(date):
        @classmethod
        def today(cls) -> Tomorrow:
            return cls(2999, 1, 1)

    today = key(tree)
    monkeypatch.setattr(cache, "date", Tomorrow)
    assert key(tree) != today
    assert datetime.now().year < 2999


def test_names_and_contents_cannot_be_mistaken_for_each_other(tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    for folder, files in ((first, {"a.yaml": "b.yamlc"}), (second, {"a.yaml": "", "b.yaml": "c"})):
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text)
    keys = set()
    for folder in (first, second):
        contents = read_inputs([str(folder)], "none").contents
        named_alike = deque((name.replace(f"{folder}/", ""), data) for name, data in contents)
        keys.add(run_key(Inputs(named_alike, frozenset()), Settings()))
    assert len(keys) == 2


def test_an_outcome_comes_back_as_it_was() -> None:
    assert parse_outcome(json.loads(json.dumps(dump_outcome(OUTCOME)))) == OUTCOME
    assert parse_outcome(json.loads(json.dumps(dump_outcome(Outcome(()))))) == Outcome(())


def _variants() -> list[object]:
    """Every place of an entry, in turn replaced by something that was never written there."""
    text = json.dumps(dump_outcome(OUTCOME))
    found: list[object] = [None, 1, "x", [], {}, {"findings": []}]

    def places(value: object, path: tuple[object, ...]) -> list[tuple[object, ...]]:
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        return [path, *(below for step, child in items for below in places(child, (*path, step)))]

    for path in places(json.loads(text), ()):
        for wrong in ({"a": 1}, 1.5, True):
            copy = json.loads(text)
            target = copy
            for step in path[:-1]:
                target = target[step]
            if path and target[path[-1]] is not wrong:
                target[path[-1]] = wrong
                found.append(copy)
    return found


def test_what_was_never_written_is_refused() -> None:
    accepted = 0
    for variant in _variants():
        try:
            accepted += parse_outcome(variant) is not None
        except (ValueError, TypeError, KeyError):
            continue
    assert accepted == 0


@pytest.mark.parametrize("damage", [b"", b"x", b"{}", b"[1]\n[1]", b"\xff\x00" * 50, b"null\nnull"])
def test_a_damaged_entry_is_as_if_it_were_not_there(tmp_path: Path, damage: bytes) -> None:
    result = CachedResult(tmp_path, "a" * 64)
    assert result.load() is None
    result.save(OUTCOME)
    assert result.load() == OUTCOME
    whole = (tmp_path / f"{'a' * 64}.result").read_bytes()
    for data in (damage, whole[:-1], whole[1:], whole + b" "):
        (tmp_path / f"{'a' * 64}.result").write_bytes(data)
        assert result.load() is None
    (tmp_path / f"{'b' * 64}.result").write_bytes(whole)  # an entry of another run
    assert CachedResult(tmp_path, "b" * 64).load() is None
    result.save(OUTCOME)
    assert result.load() == OUTCOME


def test_faults_of_the_folder_are_nobodys_concern(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with_a_file_for_a_folder = run(cwd=tree, kept=tmp_path / "file" / "kept")
    assert with_a_file_for_a_folder == run("--no-cache", cwd=tree, kept=tmp_path)
    (tmp_path / f"{'a' * 64}.result").mkdir()
    result = CachedResult(tmp_path, "a" * 64)
    result.save(OUTCOME)
    assert result.load() is None and not list(tmp_path.glob("new-*"))


def test_a_failed_run_is_not_kept(tmp_path: Path) -> None:
    result = CachedResult(tmp_path, "a" * 64)
    result.save(OUTCOME._replace(crashes=(Crash("istio/x", "Kind a", "boom", ""),)))
    result.save(OUTCOME._replace(problems=("gone",)))
    assert entries(tmp_path) == []


def test_what_is_unused_for_longest_goes_first(tmp_path: Path) -> None:
    results = [CachedResult(tmp_path, character * 64, max_bytes=10_000) for character in "abcdefghijklmnopqrstuvwxyz"]
    for age, result in enumerate(results):
        result.save(OUTCOME)
        for entry in entries(tmp_path):
            os.utime(entry, ns=(0, entry.stat().st_mtime_ns - 10**9))
        if age == 0:
            continue
        assert results[0].load() == OUTCOME  # used again and again
    assert sum(entry.stat().st_size for entry in entries(tmp_path)) <= 10_000
    assert results[0].load() == OUTCOME and results[-1].load() == OUTCOME and results[1].load() is None
    large = CachedResult(tmp_path, "z" * 64, max_bytes=100)
    large.save(OUTCOME)
    assert results[0].load() == OUTCOME  # what would push out all others is not kept


def test_where_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MESHLINT_CACHE_DIR", str(tmp_path / "own"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "shared"))
    assert cache_folder() == tmp_path / "own"
    monkeypatch.setenv("MESHLINT_CACHE_DIR", "")
    assert cache_folder() == tmp_path / "shared" / "meshlint"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert cache_folder() == tmp_path / "home" / ".cache" / "meshlint"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == tmp_path / "home" / ".cache" / "meshlint"


def test_runs_that_are_not_repeated_have_no_place(tree: Path) -> None:
    inputs = read_inputs([str(tree)], "none")
    assert cached_result(inputs, Settings()) is not None
    assert cached_result(inputs, Settings(statistics=True)) is None
    assert cached_result(inputs, Settings(), [str(tree / "no-pack")]) is None
    assert cached_result(read_inputs([str(tree)], "none", stdin=b""), Settings()) is None
    assert cached_result(read_inputs([str(tree / "gone")], "none"), Settings()) is None


def test_a_cache_inside_the_project_is_not_linted(tree: Path) -> None:
    first = run("--isolated", cwd=tree, kept=tree / "kept")
    assert len(entries(tree / "kept")) == 1
    assert run("--isolated", cwd=tree, kept=tree / "kept") == first and len(entries(tree / "kept")) == 1
