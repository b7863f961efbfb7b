"""Which files are read: folders, links, devices, git, excludes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from meshlint.discovery import discover


def found(*paths: Path, context: str = "none", exclude: tuple[str, ...] = ()) -> list[str]:
    return [Path(name).name for name in discover([str(path) for path in paths], context, exclude).files]


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a: 1\n")


def test_a_folder_gives_its_manifests(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "b.yml", "c.json", "d.txt", "package.json", "x/Kustomization", "node_modules/e.yaml", ".git/f.yaml")
    assert sorted(found(tmp_path)) == ["Kustomization", "a.yaml", "b.yml", "c.json"]


def test_a_named_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    write(tmp_path, "manifest.txt")
    assert found(tmp_path / "manifest.txt") == ["manifest.txt"]


def test_links_are_followed_inside_the_folder_only_and_never_twice(tmp_path: Path) -> None:
    write(tmp_path, "tree/a.yaml", "outside.yaml")
    tree = tmp_path / "tree"
    (tree / "same.yaml").symlink_to("a.yaml")
    (tree / "out.yaml").symlink_to(tmp_path / "outside.yaml")
    (tree / "broken.yaml").symlink_to("nowhere.yaml")
    (tree / "loop.yaml").symlink_to("loop.yaml")
    (tree / "up").symlink_to(tmp_path, target_is_directory=True)
    assert found(tree) == ["a.yaml"]


def test_pipes_and_devices_are_told_and_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    result = discover([str(tmp_path / "pipe.yaml"), os.devnull], "none")
    assert not result.files
    assert [problem.split(": ")[1] for problem in result.problems] == ["neither a regular file nor a folder"] * 2


def test_a_pipe_in_a_folder_is_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    write(tmp_path, "a.yaml")
    assert found(tmp_path) == ["a.yaml"]


def test_excludes_hold_for_named_files_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "a.yaml", "vendor/b.yaml", "x/c.gen.yaml")
    assert found(Path(), exclude=("vendor", "*.gen.yaml")) == ["a.yaml"]
    assert found(Path("vendor/b.yaml"), exclude=("vendor/**",)) == []


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


def test_what_git_ignores_is_left_out_unless_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "init", "--quiet")
    write(tmp_path, "a.yaml", "new.yaml", "build/b.yaml")
    (tmp_path / ".gitignore").write_text("build\n")
    git(tmp_path, "add", "a.yaml")
    assert found(tmp_path) == ["a.yaml", "new.yaml"]
    assert found(tmp_path / "build") == ["b.yaml"]
    monkeypatch.setenv("PRE_COMMIT", "1")
    assert found(tmp_path) == ["a.yaml"]


def test_the_context_is_the_git_work_tree(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    write(tmp_path, "shop/a.yaml", "shop/b.yaml", "mesh/c.yaml")
    result = discover([str(tmp_path / "shop" / "a.yaml")], "auto")
    assert len(result.files) == 3 and [Path(name).name for name in result.reported] == ["a.yaml"]


def test_a_lone_file_outside_any_project_brings_no_context(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "b.yaml")
    assert found(tmp_path / "a.yaml", context="auto") == ["a.yaml"]
