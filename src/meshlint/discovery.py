"""Paths on the command line to files: what to report on, and what to know besides.

Paths are strings here: a tree holds thousands of files, and each is named, compared and opened once.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from fnmatch import fnmatchcase
from typing import NamedTuple

from meshlint.loading.relevance import KUSTOMIZATION_FILES

SUFFIXES = (".yaml", ".yml", ".json")
SKIPPED_FOLDERS = frozenset(
    (".git", ".hg", ".svn", "node_modules", ".venv", "venv", ".tox", "__pycache__", ".terraform", ".mypy_cache", ".idea")
)
NOT_MANIFESTS = frozenset(("package.json", "package-lock.json", "tsconfig.json", "composer.json", "renovate.json"))


class Discovered(NamedTuple):
    """Files to read, by the name that reports show, and what went wrong on the way."""

    files: dict[str, str]  # shown name -> path on disk; sorted
    reported: frozenset[str]  # the shown names that findings are wanted for
    problems: list[str]  # one whole message each


def discover(paths: Iterable[str], context: str, exclude: Iterable[str] = ()) -> Discovered:
    """Find the YAML and JSON files of `paths`, and of the context around them.

    `context` is "none" (only the paths themselves), "auto" (the project around the paths), or a folder.
    Symbolic links are followed only to regular files and only inside the folder that is walked.
    """
    problems: list[str] = []
    given = list(paths)
    excluded = tuple(exclude)
    wanted = {name: file for path in given for name, file in _named(_expand(path, problems), excluded)}
    known = dict(wanted)
    walked = {os.path.normpath(path) for path in given}
    for folder in _context_roots(given, context, problems):
        if os.path.normpath(folder) not in walked:
            for name, file in _named(_walk(folder), excluded):
                known.setdefault(name, file)
    return Discovered(_without_aliases(known, wanted), frozenset(wanted), problems)


def shown(path: str) -> str:
    """A path as reports show it: relative to the working directory where it lies below it, with forward slashes."""
    text = os.path.normpath(path)
    if os.path.isabs(text):
        here = os.getcwd()
        text = "." if text == here else text.removeprefix(f"{here.rstrip(os.sep)}{os.sep}")
    return text.replace(os.sep, "/")


def _named(files: Iterable[str], excluded: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    folders: dict[str, str] = {}  # as given -> with a slash, as shown
    for file in files:
        folder, name = os.path.split(file)
        known = folders.get(folder)
        if known is None:
            shown_folder = shown(folder) if folder else "."
            known = folders[folder] = "" if shown_folder == "." else f"{shown_folder.rstrip('/')}/"
        if not excluded or not _is_excluded(known + name, excluded):
            yield known + name, file


def _without_aliases(known: dict[str, str], wanted: dict[str, str]) -> dict[str, str]:
    """One name for each file on disk, so that a linked file is not read as two resources; given names win."""
    files: list[tuple[bool, bool, str, tuple[int, int] | str]] = []
    for name, path in known.items():
        is_link = False
        identity: tuple[int, int] | str = name  # reading it will say what is wrong
        with suppress(OSError):
            status = os.lstat(path)
            is_link = stat.S_ISLNK(status.st_mode)
            status = os.stat(path) if is_link else status
            identity = (status.st_dev, status.st_ino)
        files.append((name not in wanted, is_link, name, identity))
    names: dict[tuple[int, int] | str, str] = {}
    for _, _, name, identity in sorted(files, key=lambda item: item[:3]):
        names.setdefault(identity, name)
    return {name: known[name] for name in sorted(names.values())}


def _expand(path: str, problems: list[str]) -> Iterator[str]:
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        reason = "no such file or folder" if isinstance(error, FileNotFoundError) else (error.strerror or str(error))
        problems.append(f"{path}: {reason}")
        return
    except ValueError:
        problems.append(f"{path!r}: not a path")
        return
    if stat.S_ISDIR(mode):
        yield from _walk(path, problems)
    elif stat.S_ISREG(mode):
        yield path
    else:
        problems.append(f"{path}: neither a regular file nor a folder")


def _walk(root: str, problems: list[str] | None = None) -> Iterable[str]:
    """The manifests below a folder: those that git does not ignore, or all where git has nothing to say."""
    return _listed_by_git(root) or _walk_all(root, problems)


def _listed_by_git(root: str) -> list[str]:
    """Manifests that git tracks, and untracked ones it does not ignore; only tracked ones below pre-commit.

    pre-commit sets unstaged changes aside but leaves untracked files in place: they are no part of the commit.
    """
    if _enclosing(root, ".git") is None:
        return []
    import subprocess

    wanted = ["--cached"] if os.environ.get("PRE_COMMIT") == "1" else ["--cached", "--others", "--exclude-standard"]
    command = ["git", "-c", "core.fsmonitor=false", "-C", root, "ls-files", "-z", *wanted, "--", "."]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return []
    if done.returncode != 0:
        return []
    real_root = os.path.realpath(root)
    names = sorted(os.fsdecode(name) for name in set(done.stdout.split(b"\0")) if name)
    files = (os.path.join(root, name) for name in names if is_manifest_name(name.rpartition("/")[2]))
    return [file for file in files if _is_readable(file, real_root)]


def _walk_all(root: str, problems: list[str] | None) -> Iterator[str]:
    real_root = os.path.realpath(root)
    open_folders = [root]
    while open_folders:
        folder = open_folders.pop()
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            if problems is not None:
                problems.append(f"{error.filename}: {error.strerror}")
            continue
        for entry in found:
            if is_manifest_name(entry.name) and (entry.is_file(follow_symlinks=False) or _is_readable(entry.path, real_root)):
                yield entry.path
        open_folders.extend(
            entry.path for entry in reversed(found) if entry.name not in SKIPPED_FOLDERS and entry.is_dir(follow_symlinks=False)
        )


def is_manifest_name(name: str) -> bool:
    """Whether a file of this name is read when a folder is given."""
    return (name.endswith(SUFFIXES) and name not in NOT_MANIFESTS) or name in KUSTOMIZATION_FILES or name == "Chart.lock"


def _is_readable(file: str, real_root: str) -> bool:
    """Whether a file is a regular one, neither a pipe nor a device that may never end, and no link leads out of the root."""
    try:
        mode = os.lstat(file).st_mode
    except OSError:
        return False
    if not stat.S_ISLNK(mode):
        return stat.S_ISREG(mode)
    target = os.path.realpath(file)
    return (target + os.sep).startswith(real_root + os.sep) and os.path.isfile(target)


def _context_roots(paths: list[str], context: str, problems: list[str]) -> list[str]:
    if context == "none":
        return []
    if context != "auto":
        if not os.path.isdir(context):
            problems.append(f"{context}: not a folder (--context takes auto, none or a folder)")
            return []
        return [context]
    return sorted({root for path in paths if (root := _project_root(path)) is not None})


def _project_root(path: str) -> str | None:
    """The git work tree, or the folder with a configuration, that a path lies in; without one, the path if it is a folder."""
    start = path if os.path.isdir(path) else os.path.dirname(path) or "."
    folder = _enclosing(start, ".git", ".meshlint.yaml")
    if folder is None:
        return start if os.path.isdir(path) else None  # a lone file outside any project brings no context
    relative = os.path.relpath(folder)
    return folder if relative.startswith("..") else relative


def _enclosing(folder: str, *names: str) -> str | None:
    """The nearest of a folder and its parents that holds one of these names."""
    current = os.path.realpath(folder)
    while True:
        if any(os.path.exists(os.path.join(current, name)) for name in names):
            return current
        parent = os.path.dirname(current)
        if parent == current:
            return None
        current = parent


def _is_excluded(name: str, patterns: tuple[str, ...]) -> bool:
    return any(
        fnmatchcase(name, pattern) or fnmatchcase(name, f"*/{pattern}") or name.startswith(pattern.rstrip("/*") + "/")
        for pattern in patterns
    )
