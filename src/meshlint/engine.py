"""The whole flow, top to bottom: discover, load, inventory, run rules, triage."""

from __future__ import annotations

import gc
import posixpath
import sys
import time
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from meshlint.discovery import Discovered, discover
from meshlint.findings import Finding
from meshlint.loading.loader import LoadedFile, Loader
from meshlint.loading.relevance import Relevance
from meshlint.manifests.assemble import assemble
from meshlint.manifests.inventory import Inventory, World
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.outcome import Crash, Outcome
from meshlint.registry.context import Context, Given, Scan
from meshlint.registry.jsonpath import compile_selector
from meshlint.registry.registry import Registry
from meshlint.registry.rule import Rule
from meshlint.semantics.pinned import PinnedReleases
from meshlint.semantics.targets import Targets, in_range
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
            files, World(settings.complete, settings.cluster_domain, settings.externals, settings.namespace, settings.context != "none"), views
        )
        run = Run(rules, registry, settings, inventory)
        findings = [*_loading_findings(files, rules), *run.findings()]
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
        resources=run.resources,
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


class Run:
    """Runs the rules over the inventory. A rule that crashes is noted, and the others go on."""

    def __init__(self, rules: Iterable[Rule], registry: Registry, settings: Settings, inventory: Inventory) -> None:
        self.crashes: list[Crash] = []
        self.without_context: dict[str, tuple[str, ...]] = {}
        self.timings: dict[str, float] = {}
        self.resources = 0
        self._registry = registry
        self._settings = settings
        self._inventory = inventory
        targets = Targets(settings.targets, PinnedReleases(inventory).release)
        self._scan = Scan(inventory, targets, settings.profile)
        self._by_kind: dict[str, list[Context]] = {}
        for rule in rules:
            self._plan(rule)

    def _plan(self, rule: Rule) -> None:
        missing = tuple(kind for kind in rule.needs if not self._inventory.has(kind))
        if missing and not self._inventory.complete:
            if any(self._inventory.has(kind) for kind in rule.kinds):
                self.without_context[rule.id] = missing
            return
        context = Context(rule, self._scan, self._settings.options.get(rule.id, {}))
        for kind in rule.kinds:
            self._by_kind.setdefault(kind, []).append(context)

    def findings(self) -> Iterator[Finding]:
        """What every rule reports on every resource of its kinds."""
        for resource in self._inventory.resources:
            self.resources += 1
            for context in self._by_kind.get(resource.full_kind, ()):
                yield from self._checked(context, resource)

    def _checked(self, context: Context, resource: Resource) -> list[Finding]:
        rule = context.rule
        started = time.perf_counter() if self._settings.statistics else 0.0
        try:
            if rule.versions and not _concerns(rule, context, resource):
                return []
            given = Given({name: _matches(path, resource) for name, path in rule.given.items()})
            if rule.given and not any(given):
                return []
            return list(self._registry.check(rule)(resource, given, context))
        except Exception as error:  # noqa: BLE001  # a rule's fault must not hide what the others find
            self.crashes.append(_crash(rule, resource, error))
            return []
        finally:
            if self._settings.statistics:
                self.timings[rule.id] = self.timings.get(rule.id, 0.0) + time.perf_counter() - started


def _concerns(rule: Rule, context: Context, resource: Resource) -> bool:
    return all(in_range(context.target(product, resource), text) for product, text in rule.versions.items())


def _matches(path: str, resource: Resource) -> list[Value]:
    return [Value(resource, found, raw) for found, raw in compile_selector(path).find(resource.data)]


def _crash(rule: Rule, resource: Resource, error: Exception) -> Crash:
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    where = f"{resource.full_name} in {resource.document.path}"
    return Crash(rule.id, where, f"{type(error).__name__}: {error}", trace if sys.flags.dev_mode else trace[-4000:])
