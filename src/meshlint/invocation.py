"""What a call asks for: its options and the configuration, as settings and rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from meshlint.registry.registry import Registry
    from meshlint.settings import Settings

FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit")


class UsageProblem(click.ClickException):
    """Something about the call or the configuration that the user can put right."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message, of which a part may come from the scanned tree, on standard error."""
        from meshlint.report.sanitize import one_line

        click.echo(f"Error: {one_line(self.message)}", file=file, err=True)


def prepare(options: dict[str, Any]) -> tuple[Settings, Registry]:
    """The settings and the rules of a call, by the options that its command has. Raises UsageProblem."""
    from pathlib import Path

    from meshlint.registry.registry import Registry
    from meshlint.registry.rule import InvalidRule
    from meshlint.settings import SettingsError

    try:
        settings = _settings(options)
        registry = Registry.builtin()
        for folder in settings.rule_packs:
            registry.add_pack(Path(folder), python=False)
        for folder in options["rules_dir"]:
            if not Path(folder).is_dir():
                raise SettingsError(f"--rules-dir: '{folder}' is not a folder")
            registry.add_pack(Path(folder), python=True)
        for key in ("severities", "options"):
            for rule_id in getattr(settings, key):
                if registry.rule(rule_id) is None:
                    raise SettingsError(registry.describe_unknown(rule_id))
        _check_options(settings, registry)
    except (SettingsError, InvalidRule) as error:
        raise UsageProblem(str(error)) from None
    return settings, registry


def _settings(options: dict[str, Any]) -> Settings:
    from pathlib import Path

    from meshlint.registry.rule import Profile
    from meshlint.settings import Settings, find_configuration, parse_fail_on, parse_targets, read_configuration

    file = None if options["isolated"] else Path(options["config"]) if options["config"] else find_configuration(Path())
    settings = read_configuration(file) if file is not None else Settings()
    profile = options.get("profile")
    settings = settings.overridden(
        profile=Profile.parse(profile) if profile else None,
        select=_split(options["select"]) or None,
        ignore=(*settings.ignore, *_split(options["ignore"])),
        exclude=(*settings.exclude, *_split(options.get("exclude", ()))),
        namespace=options.get("namespace"),
        complete=options.get("complete"),
        context=options.get("context"),
        stdin_filename=options.get("stdin_filename"),
        statistics=options.get("statistics"),
    )
    stated = [item.partition("=")[::2] for item in _split(options.get("target", ()))]
    settings = settings.overridden(targets={**settings.targets, **parse_targets(stated, "--target")})
    if options.get("fail_on"):
        settings = settings._replace(fail_on=parse_fail_on(options["fail_on"]))
    return settings


def _split(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def _check_options(settings: Settings, registry: Registry) -> None:
    from meshlint.settings import SettingsError, known_key

    for rule_id, options in settings.options.items():
        rule = registry.rule(rule_id)
        known = rule.options if rule is not None else {}
        if options and not known:
            raise SettingsError(f"options: '{rule_id}' has no options")
        known_key(options, tuple(known), f"options: {rule_id}")
        for name, value in options.items():
            default = known[name].default
            if type(value) is not type(default) and not (isinstance(value, int) and isinstance(default, float)):
                raise SettingsError(f"options: {rule_id}: '{name}' takes a value like {default!r}, not {value!r}")
            if known[name].is_pattern:
                _check_pattern(f"options: {rule_id}: '{name}'", value)


def _check_pattern(where: str, text: str) -> None:
    from meshlint.semantics.patterns import InvalidPattern, compile_pattern
    from meshlint.settings import SettingsError

    try:
        compile_pattern(text)
    except InvalidPattern as error:
        raise SettingsError(f"{where}: {error}") from None


def parse_outputs(values: Sequence[str]) -> list[tuple[str, str]]:
    """The formats and files of `--output`. Raises UsageProblem."""
    outputs = []
    for value in values:
        name, separator, file = value.partition("=")
        if not separator or not file or name not in FORMATS:
            raise UsageProblem(f"--output takes FORMAT=FILE with FORMAT one of {', '.join(FORMATS)}, not '{value}'")
        outputs.append((name, file))
    return outputs


def parse_jobs(jobs: str) -> int | None:
    """The number of processes that `--jobs` asks for; None where that is left to meshlint. Raises UsageProblem."""
    if jobs == "auto":
        return None
    if not (jobs.isascii() and jobs.isdigit() and int(jobs) > 0):
        raise UsageProblem(f"--jobs takes auto or a number from 1 on, not '{jobs}'")
    return int(jobs)
