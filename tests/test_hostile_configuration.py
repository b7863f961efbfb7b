"""A configuration that comes with what is scanned: it names no code, reads nothing elsewhere, and takes no time."""

from __future__ import annotations

from pathlib import Path

import pytest
from hostile_runs import FAULT, RULE, assert_harmless, meshlint


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


def test_a_configuration_that_is_a_link_out_of_the_project_is_refused(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / ".git").mkdir(parents=True)
    (tmp_path / "secret").write_text("password: x\n")
    (tree / ".meshlint.yaml").symlink_to("../secret")
    done = meshlint("check", cwd=tree)
    assert done.returncode == 2 and b"a link out of the project" in done.stderr and b"password" not in done.stderr
    (tree / ".meshlint.yaml").unlink()
    (tree / "shared.yaml").write_text("profile: audit\n")
    (tree / ".meshlint.yaml").symlink_to("shared.yaml")
    assert meshlint("check", cwd=tree).returncode == 0


@pytest.mark.parametrize("name", [".meshlint.yaml", "pyproject.toml"])
def test_a_huge_configuration_is_not_read(tmp_path: Path, name: str) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(2**40)
    done = meshlint("check", cwd=tmp_path)
    assert (done.returncode, b"at most 1024 KiB" in done.stderr) == ((2, True) if name == ".meshlint.yaml" else (0, False))


@pytest.mark.parametrize("key", ["exclude", "select", "ignore"])
def test_globs_of_a_configuration_take_no_exponential_time(tmp_path: Path, key: str) -> None:
    (tmp_path / ".meshlint.yaml").write_text(f"{key}: ['{'*a' * 60}b', '{'?*' * 60}b']\n")
    (tmp_path / ("a" * 200 + ".yaml")).write_text(FAULT)
    done = meshlint("check", cwd=tmp_path)
    assert done.returncode == (1 if key == "exclude" else 2)


def test_globs_of_suppressions_take_no_exponential_time(tmp_path: Path) -> None:
    globs = ",".join(["*e" * 60 + "b", "?*" * 60 + "b"])
    text = FAULT.replace("NAME", "x").replace("5xx}", f"5xx}} # meshlint: ignore[{globs}]")
    annotation = "  annotations: {" + f'"ignore.meshlint.dev/{"*e" * 60}b": x' + "}\n"
    (tmp_path / "orders.yaml").write_text(text.replace("  namespace: shop\n", f"  namespace: shop\n{annotation}"))
    done = meshlint("check", "--select", RULE, cwd=tmp_path)
    assert done.returncode == 1 and RULE.encode() in done.stdout
