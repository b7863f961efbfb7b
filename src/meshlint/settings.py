"""Settings of a run: the command line over `.meshlint.yaml` or `[tool.meshlint]` over defaults.

An unknown key is an error that names the nearest known one. A configuration never runs code.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from meshlint.findings import Severity
from meshlint.manifests.world import Externals
from meshlint.registry.rule import Profile
from meshlint.semantics.targets import PRODUCTS, Release

FILE_NAME = ".meshlint.yaml"
_KEYS = (
    "profile", "fail-on", "select", "ignore", "exclude", "target", "namespace", "complete", "cluster-domain", "externals",
    "severity", "options", "context", "rule-packs",
)  # fmt: skip
_EXTERNALS = ("hosts", "gateways", "namespaces")
NEVER = "never"
_MAX_BYTES = 1024 * 1024


class SettingsError(ValueError):
    """A configuration or option that cannot be used; the message says where and what would be right."""


class Settings(NamedTuple):
    """Everything that decides what a run reads and reports."""

    profile: Profile = Profile.DEFAULT
    fail_on: Severity | None = Severity.WARNING  # None: never
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    targets: Mapping[str, Release] = {}
    namespace: str | None = None
    complete: bool = False
    cluster_domain: str = "cluster.local"
    externals: Externals = Externals()
    severities: Mapping[str, Severity] = {}
    options: Mapping[str, Mapping[str, Any]] = {}
    context: str = "auto"
    rule_packs: tuple[str, ...] = ()
    stdin_filename: str = "<stdin>"
    statistics: bool = False
    line_hashes: bool = False  # whether findings carry GitHub's fingerprint of their line

    def overridden(self, **changes: Any) -> Settings:
        """These settings with those changes that are not None."""
        return self._replace(**{key: value for key, value in changes.items() if value is not None})


def find_configuration(start: Path) -> Path | None:
    """The nearest `.meshlint.yaml`, or `pyproject.toml` with `[tool.meshlint]`, from a folder up to its git root.

    Raises SettingsError where that is a link out of the project: it comes with what is scanned.
    """
    absolute = start.resolve()
    for folder in (absolute, *absolute.parents):
        for path in (folder / FILE_NAME, folder / "pyproject.toml"):
            if path.is_file() and (path.name == FILE_NAME or _tool_table(path) is not None):
                if path.is_symlink() and not path.resolve().is_relative_to(_project(folder)):
                    raise SettingsError(f"{path}: the configuration is a link out of the project")
                return path
        if (folder / ".git").exists():
            return None
    return None


def read_configuration(path: Path) -> Settings:
    """Settings from a configuration file. Raises SettingsError."""
    if path.suffix == ".toml":
        data = _tool_table(path)
        if data is None:
            raise SettingsError(f"{path}: there is no [tool.meshlint]")
    else:
        data = _yaml(path)
    return parse_settings(data, str(path), path.parent)


def _yaml(path: Path) -> Any:
    from meshlint.loading.composer import SyntaxProblem, compose
    from meshlint.loading.source import Source
    from meshlint.loading.values import Builder

    try:
        text = _text(path)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from None
    builder = Builder()
    try:
        data = builder.build(compose(text))
    except SyntaxProblem as problem:
        line, column = Source(str(path), text).position(min(problem.offset, len(text)))
        raise SettingsError(f"{path}:{line}:{column}: {problem.message}") from None
    for duplicate in builder.duplicates:
        line, column = Source(str(path), text).position(duplicate.offset)
        raise SettingsError(f"{path}:{line}:{column}: the key '{duplicate.key}' stands twice")
    return data


def _text(path: Path) -> str:
    """Raises OSError and UnicodeDecodeError."""
    with path.open("rb") as file:
        data = file.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise OSError(f"a configuration has at most {_MAX_BYTES // 1024} KiB")
    return data.decode("utf-8")


def _tool_table(path: Path) -> Any:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        table = tomllib.loads(_text(path))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None
    return table.get("tool", {}).get("meshlint")


def parse_settings(data: Any, origin: str, folder: Path = Path()) -> Settings:
    """Check the content of a configuration. `origin` is named in errors. Raises SettingsError."""
    if data is None:
        return Settings()
    if not isinstance(data, dict):
        raise SettingsError(f"{origin}: a configuration is a mapping")
    known_key(data, _KEYS, origin)
    read = _Reader(data, origin)
    return Settings(
        profile=read.choice("profile", Profile.parse, Profile.DEFAULT, "default, strict or audit"),
        fail_on=read.choice("fail-on", parse_fail_on, Severity.WARNING, "error, warning, note or never"),
        select=read.strings("select"),
        ignore=read.strings("ignore"),
        exclude=read.strings("exclude"),
        targets=parse_targets(read.mapping("target").items(), origin),
        namespace=read.string("namespace"),
        complete=read.boolean("complete"),
        cluster_domain=read.string("cluster-domain") or "cluster.local",
        externals=_externals(read.mapping("externals"), origin),
        severities=_severities(read.mapping("severity"), origin),
        options=_options(read.mapping("options"), origin),
        context=_context(read.string("context"), origin, folder),
        rule_packs=tuple(_below(item, "rule-packs", origin, folder) for item in read.strings("rule-packs")),
    )


def _context(text: str | None, origin: str, folder: Path) -> str:
    return text if text in ("auto", "none") else _below(text, "context", origin, folder) if text else "auto"


def _below(text: str, key: str, origin: str, folder: Path) -> str:
    """A folder that a configuration names. It comes with what is scanned, and must not make a run read anything else."""
    try:
        named = (folder / text).resolve()
    except (OSError, ValueError, RuntimeError):
        named = None
    if named is None or not named.is_dir():
        raise SettingsError(f"{origin}: '{key}': '{text}' is not a folder")
    if not named.is_relative_to(_project(folder.resolve())):
        hint = {"context": "--context", "rule-packs": "--rules-dir"}[key]
        raise SettingsError(f"{origin}: '{key}': '{text}' lies outside of the project; {hint} may name it")
    return str(folder / text)


def _project(folder: Path) -> Path:
    """The git work tree that a folder lies in; without one, the folder."""
    return next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), folder)


def known_key(data: Mapping[str, Any], known: tuple[str, ...], origin: str) -> None:
    """Raises SettingsError for the first key that is not known, with the nearest one that is."""
    for key in data:
        if key not in known:
            near = _nearest(str(key), known)
            hint = f"; did you mean '{near[0]}'?" if near else f"; known are {', '.join(known)}"
            raise SettingsError(f"{origin}: unknown key '{key}'{hint}")


def _nearest(text: str, known: tuple[str, ...]) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(text, known, n=1)


def parse_fail_on(text: str) -> Severity | None:
    """The severity from which a run fails; None for "never". Raises KeyError."""
    return None if text == NEVER else Severity.parse(text)


def parse_targets(items: Any, origin: str) -> dict[str, Release]:
    """Releases by product. Raises SettingsError for an unknown product or text that is no release."""
    targets: dict[str, Release] = {}
    for product, text in items:
        if product not in PRODUCTS:
            near = _nearest(str(product), PRODUCTS)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            raise SettingsError(f"{origin}: '{product}' is no product with known releases ({', '.join(PRODUCTS)}){hint}")
        release = Release.parse(str(text))
        if release is None:
            raise SettingsError(f"{origin}: '{text}' is no release of {product}, such as 1.24")
        targets[product] = release
    return targets


def _externals(data: Mapping[str, Any], origin: str) -> Externals:
    known_key(data, _EXTERNALS, f"{origin}: externals")
    read = _Reader(data, f"{origin}: externals")
    return Externals(read.strings("hosts"), read.strings("gateways"), read.strings("namespaces"))


def _severities(data: Mapping[str, Any], origin: str) -> dict[str, Severity]:
    read = _Reader(data, f"{origin}: severity")
    return {rule: read.choice(rule, Severity.parse, Severity.WARNING, "error, warning or note") for rule in data}


def _options(data: Mapping[str, Any], origin: str) -> dict[str, Mapping[str, Any]]:
    for rule, options in data.items():
        if not isinstance(options, dict):
            raise SettingsError(f"{origin}: options: '{rule}' takes a mapping of option names to values")
    return dict(data)


class _Reader:
    """Typed access to a configuration's keys, with errors that name them."""

    def __init__(self, data: Mapping[str, Any], origin: str) -> None:
        self._data = data
        self._origin = origin

    def string(self, key: str) -> str | None:
        value = self._data.get(key)
        if value is not None and not isinstance(value, str):
            raise SettingsError(f"{self._origin}: '{key}' takes a string")
        return value

    def boolean(self, key: str) -> bool:
        value = self._data.get(key, False)
        if not isinstance(value, bool):
            raise SettingsError(f"{self._origin}: '{key}' takes true or false")
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        value = self._data.get(key) or []
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise SettingsError(f"{self._origin}: '{key}' takes a list of strings")
        return tuple(items)

    def mapping(self, key: str) -> Mapping[str, Any]:
        value = self._data.get(key) or {}
        if not isinstance(value, dict):
            raise SettingsError(f"{self._origin}: '{key}' takes a mapping")
        return value

    def choice(self, key: str, parse: Any, default: Any, choices: str) -> Any:
        value = self._data.get(key)
        if value is None:
            return default
        try:
            return parse(str(value))
        except KeyError:
            raise SettingsError(f"{self._origin}: '{key}' takes {choices}, not '{value}'") from None
