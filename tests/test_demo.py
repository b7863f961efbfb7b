"""What `make demo` shows, and what the README shows of it."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from fixture_cases import ROOT

from meshlint.engine import check
from meshlint.registry.registry import Registry
from meshlint.settings import Settings


@pytest.fixture(scope="module")
def shown() -> str:
    """What the Makefile's command for the demo prints."""
    words = re.search(r"meshlint (check .*fixtures/demo)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert words is not None
    command = [sys.executable, "-m", "meshlint", *words.group(1).split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 1, done.stderr
    return done.stdout


def test_the_readme_shows_what_the_demo_prints(shown: str) -> None:
    samples = re.findall(r"```text\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert samples and all(sample in shown for sample in samples)


def test_the_demo_has_a_fault_of_each_sort_and_reports_each_once() -> None:
    found = check(Settings(context="none"), Registry.builtin(), [str(ROOT / "fixtures" / "demo")]).findings
    places = [(item.region.file, item.region.start_line) for item in found]
    assert len(set(places)) == len(places)
    assert {item.rule.partition("/")[0] for item in found} >= {"cilium", "install", "istio", "linkerd"}
    for word in ("retry", "weights", "resources", "not-found", "version"):
        assert any(word in item.rule for item in found), word
