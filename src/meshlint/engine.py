"""The whole flow, top to bottom: read, load, inventory, run rules, triage."""

from __future__ import annotations

import gc
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from meshlint.findings import Finding
from meshlint.inputs import Inputs, read_inputs
from meshlint.loading.loader import LoadedFile, Loader
from meshlint.loading.packing import PackedFile, pack, unpack
from meshlint.loading.relevance import Relevance
from meshlint.manifests.assemble import assemble
from meshlint.manifests.resource import Resource
from meshlint.manifests.world import World
from meshlint.outcome import Crash, Outcome
from meshlint.parallel import fork_map, slices
from meshlint.registry.context import Scan
from meshlint.registry.registry import Registry
from meshlint.registry.rule import Rule
from meshlint.registry.run import Run
from meshlint.semantics.pinned import PinnedReleases
from meshlint.semantics.targets import Targets
from meshlint.semantics.views import VIEW_SOURCES, views
from meshlint.settings import Settings
from meshlint.triage.triage import Placed, place, triage


def check(settings: Settings, registry: Registry, paths: Iterable[str], stdin: bytes | None = None) -> Outcome:
    """Lint `paths`, and standard input when its bytes are given.

    Raises UnknownRule when the settings select a rule that does not exist.
    """
    return lint(settings, registry, read_inputs(paths, settings.context, settings.exclude, stdin, settings.stdin_filename))


def lint(settings: Settings, registry: Registry, inputs: Inputs, processes: int = 1) -> Outcome:
    """Lint what was read, in so many processes; the contents are used up. Raises UnknownRule."""
    rules = registry.enabled(settings.profile, settings.select, settings.ignore)
    with _collector_paused():
        files = load(inputs, _relevance(registry.rules()), processes)
        inventory = assemble(
            files,
            World(settings.complete, settings.cluster_domain, settings.externals, settings.namespace, settings.context != "none"),
            views,
        )
        scan = Scan(inventory, Targets(settings.targets, PinnedReleases(inventory).release), settings.profile)
        run = Run(rules, registry, settings.options, scan, settings.statistics)
        placed = [place(finding, settings, registry) for finding in _loading_findings(files, rules)]
        placed += run_rules(run, inventory.resources, settings, registry, processes)
        located, suppressed = triage(placed, files, inputs.reported, settings, registry, rules, date.today())
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
    return Relevance({kind for rule in rules for kind in rule.kinds_to_load} | set(VIEW_SOURCES))


def load(inputs: Inputs, relevance: Relevance, processes: int = 1) -> list[LoadedFile]:
    """Load every file that was read."""
    loader = Loader(relevance)
    charts = {posixpath.dirname(name) for name, _ in inputs.contents if posixpath.basename(name) == "Chart.yaml"}
    if processes == 1:
        return [loader.load(name, data, _in_chart_templates(name, charts)) for name, data in inputs.take()]
    contents = list(inputs.take())
    tasks = slices([len(data) for _, data in contents], processes)

    def work(task: int) -> list[PackedFile]:
        taken = (contents[index] for index in tasks[task])
        return [pack(loader.load(name, data, _in_chart_templates(name, charts))) for name, data in taken]

    packed = fork_map(work, len(tasks), processes)
    return [unpack(file, *content) for file, content in zip((file for files in packed for file in files), contents)]


def _in_chart_templates(name: str, charts: set[str]) -> bool:
    if "templates/" not in name:
        return False
    folders = name.split("/")[:-1]
    return any(part == "templates" and "/".join(folders[:depth]) in charts for depth, part in enumerate(folders))


def _loading_findings(files: Iterable[LoadedFile], rules: Iterable[Rule]) -> list[Finding]:
    enabled = {rule.id for rule in rules}
    return [finding for file in files for finding in file.findings if finding.rule in enabled]


def run_rules(
    run: Run, resources: Sequence[Resource], settings: Settings, registry: Registry, processes: int = 1
) -> list[Placed]:
    """What the rules report on every resource, in order."""

    def findings(part: Sequence[Resource]) -> list[Placed]:
        return [place(finding, settings, registry) for finding in run.findings(part)]

    if processes == 1 or settings.statistics:
        return findings(resources)
    prime(run, resources)
    tasks = slices([1] * len(resources), processes)

    def work(task: int) -> tuple[list[Placed], list[Crash]]:
        run.crashes = []
        return findings(resources[tasks[task].start : tasks[task].stop]), run.crashes

    parts = fork_map(work, len(tasks), processes)
    run.crashes = [crash for _, crashes in parts for crash in crashes]
    return [item for placed, _ in parts for item in placed]


def prime(run: Run, resources: Sequence[Resource]) -> None:
    """Have the rules once look at a resource of each kind, so that forks share what they import and the indexes they build."""
    for resource in {resource.full_kind: resource for resource in resources}.values():
        for _ in run.findings([resource]):
            pass
