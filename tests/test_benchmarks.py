"""What the benchmarks measure on, and how they tell what they found. No test here measures anything."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from meshlint import engine
from meshlint.engine import check
from meshlint.outcome import Outcome
from meshlint.registry.registry import Registry
from meshlint.registry.rule import Profile
from meshlint.settings import Settings

ROOT = Path(__file__).parent.parent
Load = Callable[[str], ModuleType]
HAZARD = "istio/virtualservice-weights-not-100"


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Load:
    """Imports a module of the benchmarks, which are scripts and no package."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    return importlib.import_module


def _lint(folder: Path) -> Outcome:
    return check(Settings(profile=Profile.AUDIT), Registry.builtin(), [str(folder)])


@pytest.mark.parametrize("wanted", [1, 300, 1000])
def test_a_mesh_has_about_so_many_documents(load: Load, tmp_path: Path, wanted: int) -> None:
    trees = load("trees")
    trees.mesh_tree(tmp_path, wanted)
    found = sum(path.read_text(encoding="utf-8").count("\nkind: ") for path in tmp_path.rglob("*.yaml"))
    least = trees.DOCUMENTS_PER_SERVICE + trees.DOCUMENTS_PER_TEAM
    assert abs(found - max(wanted, least)) <= least


def test_a_mesh_is_clean_but_for_the_hazards_that_were_put_in(load: Load, tmp_path: Path) -> None:
    trees = load("trees")
    trees.mesh_tree(tmp_path, 500)
    outcome = _lint(tmp_path)
    services = sum(1 for _ in tmp_path.rglob("service-*.yaml"))
    assert {finding.rule for finding in outcome.findings} == {HAZARD}
    assert len(outcome.findings) == -(-services // trees.HAZARD_EVERY)
    assert not outcome.crashes
    assert not outcome.problems


def test_four_fifths_of_a_foreign_tree_are_foreign_and_say_nothing(load: Load, tmp_path: Path) -> None:
    trees = load("trees")
    trees.foreign_tree(tmp_path, 500)
    share = trees.size_of(tmp_path / "vendor") / trees.size_of(tmp_path)
    assert 0.78 < share < 0.85
    assert {finding.rule for finding in _lint(tmp_path).findings} == {HAZARD}


def test_generating_a_tree_again_gives_the_same_bytes(load: Load, tmp_path: Path) -> None:
    trees = load("trees")
    trees.foreign_tree(tmp_path / "one", 100)
    trees.foreign_tree(tmp_path / "two", 100)
    one, two = (sorted((tmp_path / name).rglob("*.yaml")) for name in ("one", "two"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_the_steps_that_are_clocked_are_functions_of_the_engine(load: Load) -> None:
    assert all(callable(getattr(engine, step)) for step in load("phases").STEPS)


def test_a_command_that_fails_is_not_taken_for_a_measurement(load: Load) -> None:
    measure = load("measure")
    with pytest.raises(measure.FailedRun, match=r"ended with 3: .*no luck"):
        measure.run([sys.executable, "-c", "import sys; print('no luck', file=sys.stderr); sys.exit(3)"])
    assert measure.run([sys.executable, "-c", "print(7); raise SystemExit(3)"], statuses=(3,)).output == b"7\n"


def test_children_keep_compiled_code(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    cost = load("measure").run([sys.executable, "-c", "import sys; print(sys.dont_write_bytecode)"])
    assert cost.output == b"False\n"


def test_ratios_are_taken_pair_by_pair(load: Load) -> None:
    measure = load("measure")
    pairs = tuple((measure.Cost(mine, 1.0, 0), measure.Cost(other, 1.0, 0)) for mine, other in ((2, 1), (9, 3), (8, 2)))
    comparison = measure.Comparison(pairs)
    assert comparison.ratio(measure.processor) == (3, 2, 4)
    assert comparison.seconds(measure.processor) == (8, 2)
    assert comparison.is_same


def test_a_row_says_what_was_wanted_and_whether_it_was_met(load: Load) -> None:
    ratios, tables = load("ratios"), load("tables")
    measure = load("measure")
    most, least = ratios.Limit(2.2), ratios.Limit(1.6, is_least=True)
    rows = [
        ratios.Row("reading", "composing", measure.Spread(2.0, 1.9, 2.3), most, (4.0, 2.0)),
        ratios.Row("one process", "two", measure.Spread(1.5, 1.4, 1.7), least, (3.0, 2.0)),
        ratios.Row("a small tree", "two", measure.Spread(1.1, 1.0, 1.2), None, (1.1, 1.0)),
    ]
    lines = tables.ratio_table(rows).splitlines()
    assert lines[2] == "| reading | composing | 2.00 | 1.90 | 2.30 | at most 2.2 | yes | 4.00 : 2.00 |"
    assert lines[3] == "| one process | two | 1.50 | 1.40 | 1.70 | at least 1.6 | **no** | 3.00 : 2.00 |"
    assert lines[4] == "| a small tree | two | 1.10 | 1.00 | 1.20 | | | 1.10 : 1.00 |"
    assert {line.count("|") for line in lines} == {9}


def test_a_peer_that_cannot_be_installed_is_a_line_that_says_so(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    peers, tables = load("peers"), load("tables")
    monkeypatch.setattr(peers, "FOLDER", tmp_path)
    monkeypatch.setattr(peers, "PEERS", (peers.Peer("go-linter", "go", "example.invalid/linter", ("linter",), "all checks"),))
    monkeypatch.setattr(peers.shutil, "which", lambda _: None)
    (line,) = tables.peer_table(peers.timings([], 1)).splitlines()[2:]
    assert line == "| go-linter | all checks |  | not measured: Go is not installed | | | |"


def test_tables_are_put_between_the_markers_of_a_page_that_has_them(load: Load, tmp_path: Path) -> None:
    tables = load("tables")
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- quiet run -->\nold\n<!-- end of quiet run -->\nafter\n", encoding="utf-8")
    tables.record(page, "quiet run", r"| \1 |")
    assert page.read_text(encoding="utf-8") == "before\n<!-- quiet run -->\n\n| \\1 |\n\n<!-- end of quiet run -->\nafter\n"
    with pytest.raises(ValueError, match="busy run"):
        tables.record(page, "busy run", "")


def test_the_page_on_performance_has_places_for_both_runs() -> None:
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    for name in ("quiet run", "busy run"):
        assert page.index(f"<!-- {name} -->") < page.index(f"<!-- end of {name} -->")
