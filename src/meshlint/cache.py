"""Results of earlier runs: a run on the same bytes, with the same settings and rules, on the same day, reports the same.

An entry is named by a hash over all of that, so it is right or it is not found. What cannot be read, written or understood
is as if it were not there: the cache never decides whether a run succeeds. It holds JSON, and may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from meshlint import __version__
from meshlint.cached_outcome import dump_outcome, parse_outcome
from meshlint.outcome import Outcome

if TYPE_CHECKING:
    from meshlint.inputs import Inputs
    from meshlint.settings import Settings

MAX_BYTES = 64 * 1024 * 1024
"""What all entries may take together; those unused for longest go first."""

_SUFFIX = ".result"  # no name of a manifest: a cache inside a project is not linted
_LAYOUT = 1  # rises when entries are written otherwise
_RULE_SUFFIXES = (".yaml", ".yml", ".json", ".py")


def cached_result(inputs: Inputs, settings: Settings, rule_folders: Iterable[str] = ()) -> CachedResult | None:
    """The place of a run's result in the cache; None where there is no cache, or the run is not one to repeat.

    `rule_folders` are those of users' rule packs.
    """
    if inputs.problems or inputs.has_stdin or settings.statistics:
        return None
    try:
        folder = cache_folder()
        return None if folder is None else CachedResult(folder, run_key(inputs, settings, rule_folders))
    except OSError:
        return None


def cache_folder() -> Path | None:
    """$MESHLINT_CACHE_DIR, else meshlint's folder in $XDG_CACHE_HOME or ~/.cache; None without a home."""
    own = os.environ.get("MESHLINT_CACHE_DIR")
    if own:
        return Path(own)
    shared = Path(os.environ.get("XDG_CACHE_HOME", ""))
    try:
        return (shared if shared.is_absolute() else Path.home() / ".cache") / "meshlint"
    except RuntimeError:
        return None


def run_key(inputs: Inputs, settings: Settings, rule_folders: Iterable[str] = ()) -> str:
    """A name for everything that decides what a run reports. Raises OSError where a rule pack cannot be read.

    What only decides the exit status is left out.
    """
    known = hashlib.sha256()

    def add(*parts: object) -> None:
        for part in parts:
            data = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
            known.update(len(data).to_bytes(8, "big"))
            known.update(data)

    add(_LAYOUT, __version__, sys.version_info[:3], date.today(), datetime.now(timezone.utc).date())
    add(settings._replace(fail_on=None), sorted(inputs.reported), *_parser_stamps(), *_own_code())
    for folder in rule_folders:
        for path in _files_below(folder):
            if path.endswith(_RULE_SUFFIXES):
                add(path, Path(path).read_bytes())
    add(len(inputs.contents))
    for name, content in inputs.contents:
        add(name, content)
    return known.hexdigest()


def _parser_stamps() -> Iterator[str]:
    """What tells one release of the YAML parser from another, without importing it."""
    for module in ("ruamel.yaml", "_ruamel_yaml"):
        with contextlib.suppress(ImportError, OSError, ValueError):
            spec = importlib.util.find_spec(module)
            if spec is not None and spec.origin:
                yield f"{module} {Path(spec.origin).stat().st_size} {Path(spec.origin).name}"


def _own_code() -> Iterator[object]:
    """The index of the built-in rules; and in a checkout, where code changes under one version, the state of every file."""
    yield pkgutil.get_data("meshlint.rules", "_index.json")
    package = Path(__file__).parent
    if (package.parent / f"meshlint-{__version__}.dist-info").is_dir() or not package.is_dir():
        return  # installed, or in an archive: the version stands for the code
    rules = importlib.util.find_spec("meshlint.rules")
    for folder in (str(package), *(rules.submodule_search_locations or () if rules is not None else ())):
        for path in _files_below(folder):
            status = Path(path).stat()
            yield f"{path} {status.st_size} {status.st_mtime_ns}"


def _files_below(folder: str) -> list[str]:
    """Every file below a folder, sorted, without hidden folders and compiled code."""
    found: list[str] = []
    open_folders = [folder]
    while open_folders:
        with os.scandir(open_folders.pop()) as entries:
            for entry in entries:
                if entry.is_file():
                    found.append(entry.path)
                elif entry.is_dir(follow_symlinks=False) and not entry.name.startswith((".", "__pycache__")):
                    open_folders.append(entry.path)
    return sorted(found)


class CachedResult:
    """The result of one run, as it is or will be kept in a folder."""

    def __init__(self, folder: Path, key: str, max_bytes: int = MAX_BYTES) -> None:
        self._folder = folder
        self._key = key
        self._path = folder / (key + _SUFFIX)
        self._max_bytes = max_bytes

    def load(self) -> Outcome | None:
        """The outcome of an earlier run, or None: there was none, or its entry cannot be used."""
        try:
            digest, _, payload = self._path.read_bytes().partition(b"\n")
            if digest != self._digest(payload):
                return None
            outcome = parse_outcome(json.loads(payload))
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None
        with contextlib.suppress(OSError):
            os.utime(self._path)  # what is used stays
        return outcome

    def save(self, outcome: Outcome) -> None:
        """Keep an outcome for the next run, unless something went wrong in it; where that does not work, it is let be."""
        if outcome.crashes or outcome.problems:
            return
        import tempfile

        temporary: Path | None = None
        try:
            payload = json.dumps(dump_outcome(outcome), separators=(",", ":")).encode("ascii")
            if len(payload) > self._max_bytes // 4:
                return
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix="new-", suffix=_SUFFIX, dir=self._folder)
            temporary = Path(name)
            with os.fdopen(handle, "wb") as file:
                file.write(self._digest(payload) + b"\n" + payload)
            temporary.replace(self._path)
            self._shrink()
        except (OSError, ValueError, TypeError):
            with contextlib.suppress(OSError):
                if temporary is not None:
                    temporary.unlink(missing_ok=True)

    def _digest(self, payload: bytes) -> bytes:
        """Guards against entries that are cut short, altered, or copied under another name."""
        return hashlib.sha256(self._key.encode("ascii") + payload).hexdigest().encode("ascii")

    def _shrink(self) -> None:
        """Remove what was not used for longest until the rest fits."""
        with os.scandir(self._folder) as entries:
            known = [(entry.stat(), entry.path) for entry in entries if entry.name.endswith(_SUFFIX)]
        total = sum(status.st_size for status, _ in known)
        for _, size, path in sorted((status.st_mtime_ns, status.st_size, path) for status, path in known):
            if total <= self._max_bytes:
                return
            with contextlib.suppress(OSError):
                Path(path).unlink()
            total -= size
