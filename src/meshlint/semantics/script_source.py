"""Shell text found in YAML: what it is, and what its carriers have in common."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from meshlint.findings import Path
from meshlint.semantics.shell_commands import SHELLS
from meshlint.semantics.shell_wrappers import base_name
from meshlint.semantics.version_strings import is_templated

_SHELL_PROGRAM = re.compile(r"#!\s*\S*?(?:/env\s+(?:-S\s+)?)?(?:ba|da|a|z|k)?sh\b")


class Script(NamedTuple):
    """A scalar, or a list of words, that a shell or a tool runs."""

    path: Path  # of the scalar, or of the list
    text: str
    environment: Mapping[str, str | None]  # what the carrier sets; None where the value is not known
    job: Path  # scripts with the same job run on the same machine, in this order
    shell: Path  # scripts with the same shell go on in one another's shell, with its variables
    open_environment: bool = False  # more variables may come from elsewhere (envFrom, groups)


class Scope(NamedTuple):
    """The environment that has been collected on the way down to a script."""

    variables: Mapping[str, str | None] = {}
    open: bool = False

    def extended(self, *declared: Any) -> Scope:
        """This scope with more declarations: mappings, lists of name and value, lists of `NAME=value`."""
        merged, is_open = dict(self.variables), self.open
        for value in declared:
            merged.update(declared_variables(value))
            is_open = is_open or _has_unseen_variables(value)
        return Scope(merged, is_open)

    def script(self, path: Path, text: str, job: Path, shell: Path | None = None) -> Script:
        return Script(path, text, self.variables, job, path if shell is None else shell, self.open)


def declared_variables(value: Any) -> dict[str, str | None]:
    """Variables of an `env`, `environment` or `variables` field, in the ways that tools write it."""
    if isinstance(value, dict):
        return {name: _variable_text(given.get("value") if isinstance(given, dict) else given) for name, given in value.items()}
    found: dict[str, str | None] = {}
    for item in value if isinstance(value, list) else ():
        if isinstance(item, str):
            name, equals, given = item.partition("=")
            found[name] = _variable_text(given) if equals else None
        elif isinstance(item, dict) and isinstance(item.get("name"), str):
            found[item["name"]] = _variable_text(item.get("value"))
    return found


def mapping(value: Any) -> dict[str, Any]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def entries(value: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The mappings in a list, with their paths."""
    for index, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, dict):
            yield (*path, index), item


def texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """A string, or the strings of a list and of lists in it, with their paths."""
    if isinstance(value, str):
        yield path, value
    for index, item in enumerate(value if isinstance(value, list) else ()):
        yield from texts(item, (*path, index))


def words(value: Any, path: Path) -> list[tuple[Path, str]]:
    """The scalars of a list of words, with their paths."""
    return [
        ((*path, index), str(item))
        for index, item in enumerate(value if isinstance(value, list) else ())
        if isinstance(item, (str, int, float))
    ]


def executed(argv: Sequence[tuple[Path, str]], path: Path) -> tuple[Path, str] | None:
    """The script that a list of words runs: the text after `sh -c`, else the words as one command, at `path`."""
    if not argv:
        return None
    if base_name(argv[0][1]) in SHELLS:
        for index, (_, word) in enumerate(argv[1:-1], 1):
            if re.match(r"-[A-Za-z]*c\Z", word):
                return argv[index + 1]
    return path, shlex.join(word for _, word in argv)


def is_shell_script(text: str) -> bool:
    """Whether a text is for a shell: it names none, or one of the POSIX family, in its first line."""
    return not text.startswith("#!") or _SHELL_PROGRAM.match(text) is not None


def walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every mapping in a value, with its path, from the outside in."""
    if isinstance(value, dict):
        yield path, value
        for key, item in value.items():
            yield from walk(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(item, (*path, index))


def _variable_text(value: Any) -> str | None:
    """The text of a literal; None for templates, references and what a command computes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, (str, int, float)) or is_templated(value):
        return None
    return str(value)


def _has_unseen_variables(value: Any) -> bool:
    """Whether a declaration takes variables from elsewhere: an expression, a variable group, a template."""
    if isinstance(value, list):
        return any(isinstance(item, dict) and bool({"group", "template"} & item.keys()) for item in value)
    return isinstance(value, str)
