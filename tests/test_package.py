"""The package as users get it: a wheel with every rule in it, that works in an empty environment from any folder."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from meshlint import __version__

ROOT = Path(__file__).parent.parent


def _run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from what git tracks, as a clean clone has it."""
    work = tmp_path_factory.mktemp("wheel")
    clone = work / "clone"
    _run("git", "clone", "--quiet", "--no-hardlinks", ROOT, clone, cwd=work)
    _run(sys.executable, "-m", "build", "--wheel", "--outdir", work, clone, cwd=work)
    (built,) = work.glob("*.whl")
    return built


def test_the_wheel_holds_every_rule(wheel: Path) -> None:
    tracked = _run("git", "ls-files", "rules", cwd=ROOT).split()
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    assert {f"meshlint/{name}" for name in tracked} <= packed
    assert "meshlint/py.typed" in packed
    assert wheel.name.startswith(f"meshlint-{__version__}-")


def test_the_wheel_works_in_an_empty_environment_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=tmp_path)
    assert _run(home / "bin" / "meshlint", "--version", cwd=tmp_path) == f"meshlint {__version__}\n"
    assert _run(python, "-m", "meshlint", "--version", cwd=tmp_path) == f"meshlint {__version__}\n"
    listed = json.loads(_run(python, "-m", "meshlint", "rules", "--profile", "audit", "--format", "json", cwd=tmp_path))
    assert len(listed) == len(list((ROOT / "rules").glob("*/*.yaml")))
