"""The command line: its commands and their options, and the exit status; nothing else."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from meshlint import __version__
from meshlint.invocation import FORMATS, UsageProblem, parse_jobs, parse_outputs, prepare
from meshlint.printing import print_reports, warn, write_out

if TYPE_CHECKING:
    from meshlint.inputs import Inputs
    from meshlint.outcome import Outcome
    from meshlint.registry.registry import Registry
    from meshlint.settings import Settings

STDIN = "-"
EXIT_FINDINGS, EXIT_USAGE, EXIT_INTERNAL, EXIT_INTERRUPTED = 1, UsageProblem.exit_code, 3, 130


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
    outputs = parse_outputs(options["output"])
    options["processes"] = parse_jobs(options["jobs"])
    settings, registry = prepare(options)
    if options["format_name"] == "sarif" or any(name == "sarif" for name, _ in outputs):
        settings = settings.overridden(line_hashes=True)
    from meshlint.inputs import read_inputs

    given = [path for path in paths if path != STDIN]
    stdin = _standard_input() if STDIN in paths else None
    wanted = given or ([] if stdin is not None else ["."])
    inputs = read_inputs(wanted, settings.context, settings.exclude, stdin, settings.stdin_filename)
    outcome = _outcome(inputs, settings, registry, options)
    print_reports(outcome, settings, registry, options, outputs)
    raise SystemExit(_status(outcome, settings))


def _standard_input() -> bytes:
    """Standard input, or as much of it as tells that it is too large to be linted."""
    from meshlint.loading.source import MAX_BYTES

    try:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except (AttributeError, OSError) as error:  # there is none: it was closed, or is a folder
        raise UsageProblem(f"cannot read standard input: {getattr(error, 'strerror', None) or 'it is closed'}") from None


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
            raise UsageProblem(str(error)) from None
        if cached is not None:
            cached.save(outcome)
    return outcome


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

    settings, registry = prepare(options)
    try:
        enabled = registry.enabled(settings.profile, settings.select, settings.ignore)
    except UnknownRule as error:
        raise UsageProblem(str(error)) from None
    if format_name == "json":
        import json

        from meshlint.registry.index import dump_rule

        write_out(json.dumps([{"id": rule.id, **dump_rule(rule)} for rule in enabled], indent=2) + "\n")
        return
    width = max((len(rule.id) for rule in enabled), default=0)
    write_out("".join(f"{rule.id:{width}}  {rule.severity.label:7}  {rule.title}\n" for rule in enabled))


@cli.command()
@click.argument("rule_name", metavar="RULE")
@click.option("--rules-dir", multiple=True, metavar="DIR", help="Add a folder of rules, Python included.")
def explain(rule_name: str, rules_dir: tuple[str, ...]) -> None:
    """Say what a rule is about, why it matters and what to do. RULE is an id, or istioctl's or Kiali's code for it."""
    from meshlint.registry.documentation import rule_page
    from meshlint.report.sanitize import block

    _, registry = prepare({"isolated": True, "config": None, "select": (), "ignore": (), "rules_dir": rules_dir})
    found = registry.named(rule_name)
    if not found:
        raise UsageProblem(registry.describe_unknown(rule_name))
    pages = [rule_page(rule, registry.documentation(rule.id)) for rule in found]
    write_out(block("\n".join(pages)))


def main() -> None:
    """The `meshlint` command."""
    gc.disable()  # a run makes no garbage to speak of, and one collection at its end takes longer than its report
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # it was closed: nobody wants to know
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))
    try:
        status = cli.main(prog_name="meshlint", standalone_mode=False)
    except SystemExit as leaving:
        status = leaving.code
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
        status = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        status = EXIT_INTERRUPTED
    except Exception as error:  # the last resort: never a bare traceback
        if "--debug" in sys.argv:
            raise
        warn(f"internal error: {type(error).__name__}: {error} (--debug shows where)")
        status = EXIT_INTERNAL
    _leave(status if isinstance(status, int) else 0)


def _leave(status: int) -> None:
    """End at once: taking millions of values apart, one by one, would be a tenth of a run."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(status)
