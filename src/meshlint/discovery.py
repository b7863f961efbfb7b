"""Paths on the command line to files: what to report on, and what to know besides."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from meshlint.loading.relevance import KUSTOMIZATION_FILES

SUFFIXES = (".yaml", ".yml", ".json")
SKIPPED_FOLDERS = frozenset(
    (".git", ".hg", ".svn", "node_modules", ".venv", "venv", ".tox", "__pycache__", ".terraform", ".mypy_cache", ".idea")
)
NOT_MANIFESTS = frozenset(("package.json", "package-lock.json", "tsconfig.json", "composer.json", "renovate.json"))


@dataclass(slots=True)
class Discovered:
    """Files to read, by the name that reports show, and what went wrong on the way."""

    files: dict[str, Path] = field(default_factory=dict)  # shown name -> path on disk; sorted
    reported: frozenset[str] = frozenset()  # the shown names that findings are wanted for
    problems: list[str] = field(default_factory=list)  # one whole message each


def discover(paths: Iterable[str], context: str, exclude: Iterable[str] = ()) -> Discovered:
    """Find the YAML and JSON files of `paths`, and of the context around them.

    `context` is "none" (only the paths themselves), "auto" (the project around the paths), or a folder.
    Symbolic links are followed only to regular files and only inside the folder that is walked.
    """
    result = Discovered()
    wanted: dict[str, Path] = {}
    excluded = tuple(exclude)
    for given in paths:
        for file in _expand(Path(given), result.problems):
            if not _is_excluded(shown(file), excluded):
                wanted[shown(file)] = file
    known = dict(wanted)
    for folder in _context_roots([Path(given) for given in paths], context, result.problems):
        for file in _walk(folder):
            if not _is_excluded(shown(file), excluded):
                known.setdefault(shown(file), file)
    result.files = _without_aliases(known, wanted)
    result.reported = frozenset(wanted)
    return result


def shown(path: Path) -> str:
    """A path as reports show it: relative to the working directory where it lies below it, with forward slashes."""
    text = os.path.normpath(path)
    if Path(text).is_absolute():
        relative = os.path.relpath(text)
        text = text if relative.startswith("..") else relative
    return text.replace(os.sep, "/")


def _without_aliases(known: dict[str, Path], wanted: dict[str, Path]) -> dict[str, Path]:
    """One name for each file on disk, so that a linked file is not read as two resources; given names win."""
    names: dict[str, str] = {}
    for name in sorted(known, key=lambda name: (name not in wanted, known[name].is_symlink(), name)):
        names.setdefault(os.path.realpath(known[name]), name)
    return {name: known[name] for name in sorted(names.values())}


def _expand(path: Path, problems: list[str]) -> Iterator[Path]:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        reason = "no such file or folder" if isinstance(error, FileNotFoundError) else (error.strerror or str(error))
        problems.append(f"{path}: {reason}")
        return
    except ValueError:
        problems.append(f"{str(path)!r}: not a path")
        return
    if stat.S_ISDIR(mode):
        yield from _walk(path, problems)
    elif stat.S_ISREG(mode):
        yield path
    else:
        problems.append(f"{path}: neither a regular file nor a folder")


def _walk(root: Path, problems: list[str] | None = None) -> Iterator[Path]:
    """The manifests below a folder: those that git does not ignore, or all where git has nothing to say."""
    listed = _listed_by_git(root)
    return iter(listed) if listed else _walk_all(root, problems)


def _listed_by_git(root: Path) -> list[Path]:
    """Manifests that git tracks, and untracked ones it does not ignore; only tracked ones below pre-commit.

    pre-commit sets unstaged changes aside but leaves untracked files in place: they are no part of the commit.
    """
    if not any((folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents)):
        return []
    wanted = ["--cached"] if os.environ.get("PRE_COMMIT") == "1" else ["--cached", "--others", "--exclude-standard"]
    command = ["git", "-c", "core.fsmonitor=false", "-C", str(root), "ls-files", "-z", *wanted, "--", "."]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return []
    if done.returncode != 0:
        return []
    real_root = os.path.realpath(root)
    names = sorted(os.fsdecode(name) for name in set(done.stdout.split(b"\0")) if name)
    files = (root / name for name in names if is_manifest_name(name.rpartition("/")[2]))
    return [file for file in files if file.is_file() and _stays_inside(file, real_root)]


def _walk_all(root: Path, problems: list[str] | None = None) -> Iterator[Path]:
    def note(error: OSError) -> None:
        if problems is not None:
            problems.append(f"{error.filename}: {error.strerror}")

    real_root = os.path.realpath(root)
    for folder, folders, names in os.walk(root, onerror=note):
        folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS)
        for name in sorted(names):
            if is_manifest_name(name):
                file = Path(folder, name)
                if _stays_inside(file, real_root):
                    yield file


def is_manifest_name(name: str) -> bool:
    """Whether a file of this name is read when a folder is given."""
    return (name.endswith(SUFFIXES) and name not in NOT_MANIFESTS) or name in KUSTOMIZATION_FILES or name == "Chart.lock"


def _stays_inside(file: Path, real_root: str) -> bool:
    if not file.is_symlink():
        return file.is_file()  # neither a pipe nor a device: reading those may never end
    target = os.path.realpath(file)
    return (target + os.sep).startswith(real_root + os.sep) and Path(target).is_file()


def _context_roots(paths: list[Path], context: str, problems: list[str]) -> list[Path]:
    if context == "none":
        return []
    if context != "auto":
        folder = Path(context)
        if not folder.is_dir():
            problems.append(f"{context}: not a folder (--context takes auto, none or a folder)")
            return []
        return [folder]
    return sorted({root for path in paths if (root := _project_root(path)) is not None})


def _project_root(path: Path) -> Path | None:
    """The git work tree that a path lies in; without one, the path's own folder."""
    try:
        start = path if path.is_dir() else path.parent
        absolute = start.resolve()
    except OSError:
        return None
    for folder in (absolute, *absolute.parents):
        if (folder / ".git").exists() or (folder / ".meshlint.yaml").exists():
            return Path(os.path.relpath(folder)) if _is_below_cwd(folder) else folder
    return start if path.is_dir() else None  # a lone file outside any project brings no context


def _is_below_cwd(folder: Path) -> bool:
    return folder == Path.cwd() or Path.cwd() in folder.parents


def _is_excluded(name: str, patterns: tuple[str, ...]) -> bool:
    from fnmatch import fnmatchcase

    return any(
        fnmatchcase(name, pattern) or fnmatchcase(name, f"*/{pattern}") or name.startswith(pattern.rstrip("/*") + "/")
        for pattern in patterns
    )
