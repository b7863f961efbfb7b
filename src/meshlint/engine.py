"""The whole flow, top to bottom: discover, load, inventory, run rules, triage."""

from __future__ import annotations

import gc
import posixpath
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from meshlint.discovery import Discovered, discover
from meshlint.findings import Finding
from meshlint.loading.loader import LoadedFile, Loader
from meshlint.loading.relevance import Relevance
from meshlint.manifests.assemble import assemble
from meshlint.manifests.inventory import World
from meshlint.outcome import Outcome
from meshlint.registry.context import Scan
from meshlint.registry.registry import Registry
from meshlint.registry.rule import Rule
from meshlint.registry.run import Run
from meshlint.semantics.pinned import PinnedReleases
from meshlint.semantics.targets import Targets
from meshlint.semantics.views import VIEW_SOURCES, views
from meshlint.settings import Settings
from meshlint.triage.triage import triage

STDIN = "-"


def check(settings: Settings, registry: Registry, paths: Iterable[str], stdin: bytes | None = None) -> Outcome:
    """Lint `paths`, and standard input when its bytes are given.

    Raises UnknownRule when the settings select a rule that does not exist.
    """
    rules = registry.enabled(settings.profile, settings.select, settings.ignore)
    with _collector_paused():
        discovered = discover(paths, settings.context, settings.exclude)
        files = load(discovered, _relevance(registry.rules()), stdin, settings.stdin_filename)
        inventory = assemble(
            files,
            World(settings.complete, settings.cluster_domain, settings.externals, settings.namespace, settings.context != "none"),
            views,
        )
        scan = Scan(inventory, Targets(settings.targets, PinnedReleases(inventory).release), settings.profile)
        run = Run(rules, registry, settings.options, scan, settings.statistics)
        findings = [*_loading_findings(files, rules), *run.findings(inventory.resources)]
        reported = discovered.reported | ({settings.stdin_filename} if stdin is not None else frozenset())
        located, suppressed = triage(findings, files, reported, settings, registry, rules, date.today())
    skipped: dict[str, int] = {}
    for file in files:
        for reason, count in file.skipped.items():
            skipped[reason] = skipped.get(reason, 0) + count
    return Outcome(
        findings=located,
        suppressed=suppressed,
        files=len(files),
        resources=len(inventory.resources),
        skipped=skipped,
        without_context=run.without_context,
        crashes=tuple(run.crashes),
        problems=tuple(discovered.problems),
        timings=run.timings,
    )


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Node trees hold no cycles; collecting while millions of them come and go is a tenth of a run."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _relevance(rules: Iterable[Rule]) -> Relevance:
    return Relevance({kind for rule in rules for kind in (*rule.kinds, *rule.needs)} | set(VIEW_SOURCES))


def load(discovered: Discovered, relevance: Relevance, stdin: bytes | None, stdin_name: str) -> list[LoadedFile]:
    """Read and load every file. What cannot be read is noted among the problems."""
    loader = Loader(relevance)
    charts = {posixpath.dirname(name) for name in discovered.files if posixpath.basename(name) == "Chart.yaml"}
    loaded: list[LoadedFile] = []
    for name, path in discovered.files.items():
        try:
            with open(path, "rb") as file:  # noqa: PTH123  # a path is a string here, see discovery.py
                data = file.read()
        except OSError as error:
            if name in discovered.reported:
                discovered.problems.append(f"{name}: {error.strerror or error}")
            continue
        loaded.append(loader.load(name, data, _in_chart_templates(name, charts)))
    if stdin is not None:
        loaded.append(loader.load(stdin_name, stdin))
    return loaded


def _in_chart_templates(name: str, charts: set[str]) -> bool:
    if "templates/" not in name:
        return False
    folders = name.split("/")[:-1]
    return any(part == "templates" and "/".join(folders[:depth]) in charts for depth, part in enumerate(folders))


def _loading_findings(files: Iterable[LoadedFile], rules: Iterable[Rule]) -> list[Finding]:
    enabled = {rule.id for rule in rules}
    return [finding for file in files for finding in file.findings if finding.rule in enabled]
