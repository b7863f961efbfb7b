"""Reports to where they are wanted: standard output, files, and what went wrong to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from meshlint.invocation import UsageProblem

if TYPE_CHECKING:
    from meshlint.outcome import Outcome
    from meshlint.registry.registry import Registry
    from meshlint.registry.rule import Documentation, Rule
    from meshlint.settings import Settings

_COLUMNS = 100  # of a report that goes to no terminal


class _EnabledRules:
    """The rules that a report lists: those that are on."""

    def __init__(self, registry: Registry, settings: Settings) -> None:
        self._registry = registry
        self._settings = settings

    def rules(self) -> Sequence[Rule]:
        return self._registry.enabled(self._settings.profile, self._settings.select, self._settings.ignore)

    def rule(self, rule_id: str) -> Rule | None:
        return self._registry.rule(rule_id)

    def documentation(self, rule_id: str) -> Documentation:
        return self._registry.documentation(rule_id)


def print_reports(
    outcome: Outcome, settings: Settings, registry: Registry, options: dict[str, Any], outputs: list[tuple[str, str]]
) -> None:
    """Print what a run found, and write it to files (formats and names in `outputs`). Raises UsageProblem where that fails."""
    from meshlint.report import TextOptions, render
    from meshlint.report.summary import failure_lines

    rules = _EnabledRules(registry, settings)
    color = options["color"] == "always" or (options["color"] == "auto" and _wants_color())
    width = _terminal_width()
    style = "concise" if options["quiet"] and options["format_name"] == "text" else options["format_name"]
    for line in failure_lines(outcome):
        warn(line)
    for crash in outcome.crashes if options["debug"] else ():
        for line in crash.traceback.splitlines():
            warn(line)
    for name, file in outputs:
        write_file(file, render(name, outcome, rules, TextOptions(color=False, width=width)))
    write_out(render(style, outcome, rules, TextOptions(color=color, width=width)))
    if settings.statistics:
        for rule_id, seconds in sorted(outcome.timings.items(), key=lambda item: -item[1]):
            warn(f"{seconds * 1000:9.2f} ms  {rule_id}")


def warn(line: str) -> None:
    """Print a line on standard error, escaped, after meshlint's name; where that is closed or full, nobody is told."""
    from meshlint.report.sanitize import escape

    with suppress(OSError):
        click.echo(f"meshlint: {escape(line)}", err=True)


def _terminal_width() -> int:
    """The columns of the terminal: $COLUMNS where it says, as for other programs; 100 without a terminal."""
    with suppress(ValueError):
        stated = int(os.environ.get("COLUMNS", ""))
        if stated > 0:
            return stated
    if sys.__stdout__ is not None:
        with suppress(ValueError, OSError):  # closed, or not a terminal
            return os.get_terminal_size(sys.__stdout__.fileno()).columns or _COLUMNS
    return _COLUMNS


def _wants_color() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def write_file(file: str, text: str) -> None:
    """Write a report whole or not at all. Raises UsageProblem."""
    from pathlib import Path

    try:
        if Path(file).exists() and not Path(file).is_file():  # a pipe or a device is written to as it is
            Path(file).write_text(text, encoding="utf-8")
        else:
            _replace(file, text)
    except OSError as error:
        raise UsageProblem(f"cannot write {file}: {error.strerror or error}") from None


def _replace(file: str, text: str) -> None:
    """Put a file in the place of another, which may be a link to somewhere else. Its temporary name cannot be foreseen."""
    from pathlib import Path

    temporary = Path(file).with_name(f".{Path(file).name}.{os.urandom(8).hex()}.tmp")
    try:
        with temporary.open("x", encoding="utf-8", newline="") as stream:
            stream.write(text)
        temporary.replace(file)
    except BaseException:  # an interrupt too
        with suppress(OSError):
            temporary.unlink()
        raise


def write_out(text: str) -> None:
    """Write to standard output; a reader that has gone is no failure. Raises UsageProblem for other ones."""
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # whoever read the report has gone; nothing is left to tell them
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise UsageProblem(f"cannot write the report: {error.strerror or error}") from None
