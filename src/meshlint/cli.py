"""The command line: options to settings, outcome to output and exit status; nothing else."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from meshlint import __version__

if TYPE_CHECKING:
    from meshlint.inputs import Inputs
    from meshlint.outcome import Outcome
    from meshlint.registry.registry import Registry
    from meshlint.registry.rule import Documentation, Rule
    from meshlint.settings import Settings

STDIN = "-"
FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit")
EXIT_FINDINGS, EXIT_USAGE, EXIT_INTERNAL, EXIT_INTERRUPTED = 1, 2, 3, 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="meshlint", message="%(prog)s %(version)s")
def cli() -> None:
    """Lints service-mesh configuration: Istio, Linkerd, Cilium, Consul, Gateway API, SMI and the YAML around them."""


def _configuration_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed((
        click.option("--config", metavar="FILE", help="Read this configuration file instead of the nearest .meshlint.yaml."),
        click.option("--isolated", is_flag=True, help="Read no configuration file."),
        click.option("--profile", type=click.Choice(["default", "strict", "audit"]), help="Which rules are on."),
        click.option("--select", multiple=True, metavar="RULES", help="Only these rules: ids, globs ('istio/*'), tag:NAME."),
        click.option("--ignore", multiple=True, metavar="RULES", help="Not these rules."),
        click.option("--rules-dir", multiple=True, metavar="DIR", help="Add a folder of rules, Python included."),
    )):  # fmt: skip
        command = option(command)
    return command


@cli.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@_configuration_options
@click.option(
    "--context", metavar="auto|none|DIR", help="What is known besides PATHS: the project around them, nothing, or a folder."
)
@click.option("--format", "format_name", type=click.Choice(FORMATS), default="text", show_default=True, envvar="MESHLINT_FORMAT")
@click.option("--output", multiple=True, metavar="FORMAT=FILE", help="Also write a report to a file; may be given again.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note", "never"]),
    help="Exit with 1 from this severity on (default: warning).",
)
@click.option("--target", multiple=True, metavar="PRODUCT=VERSION", help="The release to judge by, such as istio=1.24.")
@click.option("--namespace", metavar="NAME", help="The namespace of resources that name none.")
@click.option("--complete", is_flag=True, default=None, help="PATHS are the whole inventory: what is not there does not exist.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out files and folders.")
@click.option(
    "--force-exclude", is_flag=True, help="Excludes also hold for paths that are named; they always do (accepted for hooks)."
)
@click.option("--stdin-filename", metavar="NAME", help="What standard input is called in reports.")
@click.option("--statistics", is_flag=True, default=None, help="Print the time per rule on standard error.")
@click.option("--quiet", "-q", is_flag=True, help="Print findings only, without source lines and summary.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("--debug", is_flag=True, help="Print the traceback of a rule that failed.")
@click.option("--jobs", "-j", default="auto", show_default=True, metavar="N|auto", help="How many processes to use.")
@click.option("--no-cache", is_flag=True, help="Neither use nor keep the results of earlier runs.")
def check(paths: tuple[str, ...], **options: Any) -> None:
    """Lint files and folders ('-' is standard input; default: the current folder)."""
    outputs = _outputs(options["output"])
    options["processes"] = _processes(options["jobs"])
    settings, registry = _prepare(options)
    if options["format_name"] == "sarif" or any(name == "sarif" for name, _ in outputs):
        settings = settings.overridden(line_hashes=True)
    from meshlint.inputs import read_inputs

    given = [path for path in paths if path != STDIN]
    stdin = sys.stdin.buffer.read() if STDIN in paths else None
    wanted = given or ([] if stdin is not None else ["."])
    inputs = read_inputs(wanted, settings.context, settings.exclude, stdin, settings.stdin_filename)
    outcome = _outcome(inputs, settings, registry, options)
    _report(outcome, settings, registry, options, outputs)
    raise SystemExit(_status(outcome, settings))


def _outcome(inputs: Inputs, settings: Settings, registry: Registry, options: dict[str, Any]) -> Outcome:
    """What an earlier run on the same inputs found, else what this one finds."""
    cached = None
    if not options["no_cache"]:
        from meshlint.cache import cached_result

        cached = cached_result(inputs, settings, (*settings.rule_packs, *options["rules_dir"]))
    outcome = cached.load() if cached is not None else None
    if outcome is None:
        from meshlint.engine import lint
        from meshlint.parallel import process_count
        from meshlint.registry.registry import UnknownRule

        try:
            outcome = lint(settings, registry, inputs, process_count(options["processes"], inputs.size))
        except UnknownRule as error:
            raise _usage(str(error)) from None
        if cached is not None:
            cached.save(outcome)
    return outcome


def _prepare(options: dict[str, Any]) -> tuple[Settings, Registry]:
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
        raise _usage(str(error)) from None
    return settings, registry


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
        from dataclasses import replace

        settings = replace(settings, fail_on=parse_fail_on(options["fail_on"]))
    return settings


def _split(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def _outputs(values: Sequence[str]) -> list[tuple[str, str]]:
    outputs = []
    for value in values:
        name, separator, file = value.partition("=")
        if not separator or not file or name not in FORMATS:
            raise _usage(f"--output takes FORMAT=FILE with FORMAT one of {', '.join(FORMATS)}, not '{value}'")
        outputs.append((name, file))
    return outputs


def _processes(jobs: str) -> int | None:
    """The number of processes that is asked for; None where that is left to meshlint."""
    if jobs == "auto":
        return None
    if not (jobs.isascii() and jobs.isdigit() and int(jobs) > 0):
        raise _usage(f"--jobs takes auto or a number from 1 on, not '{jobs}'")
    return int(jobs)


class _UsageProblem(click.ClickException):
    """Something about the call or the configuration that the user can put right."""

    exit_code = EXIT_USAGE


def _usage(message: str) -> click.ClickException:
    return _UsageProblem(message)


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


def _report(
    outcome: Outcome, settings: Settings, registry: Registry, options: dict[str, Any], outputs: list[tuple[str, str]]
) -> None:
    from meshlint.report import TextOptions, render
    from meshlint.report.summary import failure_lines

    rules = _EnabledRules(registry, settings)
    color = options["color"] == "always" or (options["color"] == "auto" and _wants_color())
    width = _terminal_width()
    style = "concise" if options["quiet"] and options["format_name"] == "text" else options["format_name"]
    for line in failure_lines(outcome):
        click.echo(f"meshlint: {line}", err=True)
    for crash in outcome.crashes if options["debug"] else ():
        click.echo(crash.traceback, err=True)
    for name, file in outputs:
        _write(file, render(name, outcome, rules, TextOptions(color=False, width=width)))
    _print(render(style, outcome, rules, TextOptions(color=color, width=width)))
    if settings.statistics:
        for rule_id, seconds in sorted(outcome.timings.items(), key=lambda item: -item[1]):
            click.echo(f"{seconds * 1000:9.2f} ms  {rule_id}", err=True)


def _terminal_width() -> int:
    import shutil

    return shutil.get_terminal_size((100, 24)).columns


def _wants_color() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _write(file: str, text: str) -> None:
    """Write a report whole or not at all."""
    from pathlib import Path

    target = Path(file)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        if target.exists() and not target.is_file():  # a pipe or a device is written to as it is
            target.write_text(text, encoding="utf-8")
            return
        temporary.write_text(text, encoding="utf-8", newline="")
        temporary.replace(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise _usage(f"cannot write {file}: {error.strerror or error}") from None


def _print(text: str) -> None:
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # whoever read the report has gone; nothing is left to tell them
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise _usage(f"cannot write the report: {error.strerror or error}") from None


def _status(outcome: Outcome, settings: Settings) -> int:
    if outcome.crashes:
        return EXIT_INTERNAL
    if outcome.problems:
        return EXIT_USAGE
    fail_on = settings.fail_on
    return EXIT_FINDINGS if fail_on is not None and any(item.severity >= fail_on for item in outcome.findings) else 0


@cli.command()
@_configuration_options
@click.option("--format", "format_name", type=click.Choice(["text", "json"]), default="text", show_default=True)
def rules(format_name: str, **options: Any) -> None:
    """List the rules that are on."""
    from meshlint.registry.registry import UnknownRule

    settings, registry = _prepare(options)
    try:
        enabled = registry.enabled(settings.profile, settings.select, settings.ignore)
    except UnknownRule as error:
        raise _usage(str(error)) from None
    if format_name == "json":
        import json

        from meshlint.registry.index import dump_rule

        _print(json.dumps([{"id": rule.id, **dump_rule(rule)} for rule in enabled], indent=2) + "\n")
        return
    width = max((len(rule.id) for rule in enabled), default=0)
    _print("".join(f"{rule.id:{width}}  {rule.severity.label:7}  {rule.title}\n" for rule in enabled))


@cli.command()
@click.argument("rule_name", metavar="RULE")
@click.option("--rules-dir", multiple=True, metavar="DIR", help="Add a folder of rules, Python included.")
def explain(rule_name: str, rules_dir: tuple[str, ...]) -> None:
    """Say what a rule is about, why it matters and what to do. RULE is an id, or istioctl's or Kiali's code for it."""
    from meshlint.registry.documentation import rule_page
    from meshlint.report.sanitize import block

    _, registry = _prepare({"isolated": True, "config": None, "select": (), "ignore": (), "rules_dir": rules_dir})
    found = registry.named(rule_name)
    if not found:
        raise _usage(registry.describe_unknown(rule_name))
    pages = [rule_page(rule, registry.documentation(rule.id)) for rule in found]
    _print(block("\n".join(pages)))


def main() -> None:
    """The `meshlint` command."""
    gc.disable()  # a run makes no garbage to speak of, and one collection at its end takes longer than its report
    try:
        status = cli.main(prog_name="meshlint", standalone_mode=False)
    except SystemExit as leaving:
        status = leaving.code
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from None
    except (click.Abort, KeyboardInterrupt):
        raise SystemExit(EXIT_INTERRUPTED) from None
    except Exception as error:  # the last resort: never a bare traceback
        if "--debug" in sys.argv:
            raise
        click.echo(f"meshlint: internal error: {type(error).__name__}: {error} (--debug shows where)", err=True)
        raise SystemExit(EXIT_INTERNAL) from None
    _leave(status if isinstance(status, int) else 0)


def _leave(status: int) -> None:
    """End at once: taking millions of values apart, one by one, would be a tenth of a run."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        raise SystemExit(status) from None
    os._exit(status)
