"""The whole flow, top to bottom: read, load, inventory, run rules, triage."""

from __future__ import annotations

import gc
import posixpath
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from meshlint.findings import Finding
from meshlint.inputs import Inputs, read_inputs
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


def check(settings: Settings, registry: Registry, paths: Iterable[str], stdin: bytes | None = None) -> Outcome:
    """Lint `paths`, and standard input when its bytes are given.

    Raises UnknownRule when the settings select a rule that does not exist.
    """
    return lint(settings, registry, read_inputs(paths, settings.context, settings.exclude, stdin, settings.stdin_filename))


def lint(settings: Settings, registry: Registry, inputs: Inputs) -> Outcome:
    """Lint what was read; its contents are used up. Raises UnknownRule."""
    rules = registry.enabled(settings.profile, settings.select, settings.ignore)
    with _collector_paused():
        files = load(inputs, _relevance(registry.rules()))
        inventory = assemble(
            files,
            World(settings.complete, settings.cluster_domain, settings.externals, settings.namespace, settings.context != "none"),
            views,
        )
        scan = Scan(inventory, Targets(settings.targets, PinnedReleases(inventory).release), settings.profile)
        run = Run(rules, registry, settings.options, scan, settings.statistics)
        findings = [*_loading_findings(files, rules), *run.findings(inventory.resources)]
        located, suppressed = triage(findings, files, inputs.reported, settings, registry, rules, date.today())
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
        problems=tuple(inputs.problems),
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


def load(inputs: Inputs, relevance: Relevance) -> list[LoadedFile]:
    """Load every file that was read."""
    loader = Loader(relevance)
    charts = {posixpath.dirname(name) for name, _ in inputs.contents if posixpath.basename(name) == "Chart.yaml"}
    return [loader.load(name, data, _in_chart_templates(name, charts)) for name, data in inputs.take()]


def _in_chart_templates(name: str, charts: set[str]) -> bool:
    if "templates/" not in name:
        return False
    folders = name.split("/")[:-1]
    return any(part == "templates" and "/".join(folders[:depth]) in charts for depth, part in enumerate(folders))


def _loading_findings(files: Iterable[LoadedFile], rules: Iterable[Rule]) -> list[Finding]:
    enabled = {rule.id for rule in rules}
    return [finding for file in files for finding in file.findings if finding.rule in enabled]
