"""Runs the rules over resources. A rule that crashes is noted, and the others go on."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from meshlint.findings import Finding
from meshlint.loading.vocabulary import Vocabulary
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Layer, Resource
from meshlint.outcome import Crash
from meshlint.registry.context import Check, Context, Given, Scan
from meshlint.registry.registry import Registry
from meshlint.registry.rule import Rule
from meshlint.registry.selectors import Found, SelectorSet
from meshlint.semantics.targets import in_range

_NOTHING_GIVEN = Given({}, {})


class _Plan:
    """A rule that is to run: its view of the run, its selectors, and its check once it was imported."""

    __slots__ = ("check", "context", "mentions", "rule", "selectors")

    def __init__(self, context: Context) -> None:
        self.rule = context.rule
        self.context = context
        self.selectors = frozenset(context.rule.given.values()) or None  # without a match of any, there is nothing to check
        self.mentions = _words_wanted(context.rule, context.inventory)  # without any of these words, too
        self.check: Check | None = None


class _KindPlan:
    """The rules of one kind, with the words and selectors of them all."""

    def __init__(self) -> None:
        self.plans: list[_Plan] = []
        self._selectors: SelectorSet | None = None
        self._words = Vocabulary(())
        self._asked: tuple[Layer, ...] = ()
        self._answer: tuple[_Plan, ...] = ()
        self._by_words: dict[frozenset[str], tuple[_Plan, ...]] = {}

    def that_matter(self, resource: Resource) -> tuple[list[_Plan], Found]:
        """The rules that may say something of a resource, and what the selectors found."""
        if self._selectors is None:
            self._selectors = SelectorSet(text for plan in self.plans for text in plan.rule.given.values())
            self._words = Vocabulary(word for plan in self.plans for word in plan.mentions or ())
        found = self._selectors.find(resource)
        stated = found.stated
        plans = self._asked_about(resource)
        return [plan for plan in plans if plan.selectors is None or not plan.selectors.isdisjoint(stated)], found

    def _asked_about(self, resource: Resource) -> tuple[_Plan, ...]:
        """The rules that a resource's words call for. The items of a List, one after another, are one text."""
        layers = resource.layers
        if len(layers) != 1 or len(self._asked) != 1 or layers[0].document is not self._asked[0].document:
            self._asked = layers
            words = resource.mentioned(self._words)
            if words not in self._by_words:
                called = (plan for plan in self.plans if plan.mentions is None or not plan.mentions.isdisjoint(words))
                self._by_words[words] = tuple(called)
            self._answer = self._by_words[words]
        return self._answer


class Run:
    """The rules of one run. `findings` may be asked for any share of the resources."""

    def __init__(
        self, rules: Iterable[Rule], registry: Registry, options: Mapping[str, Mapping[str, Any]], scan: Scan, timed: bool = False
    ) -> None:
        """`options` are the configured options by rule; `timed` asks for the seconds that each rule takes."""
        self.crashes: list[Crash] = []
        self.without_context: dict[str, tuple[str, ...]] = {}
        self.timings: dict[str, float] = {}
        self._registry = registry
        self._timed = timed
        self._by_kind: dict[str, _KindPlan] = {}
        for rule in rules:
            missing = _missing_kinds(rule, scan.inventory)
            if not missing:
                plan = _Plan(Context(rule, scan, options.get(rule.id, {})))
                for kind in rule.kinds:
                    self._by_kind.setdefault(kind, _KindPlan()).plans.append(plan)
            elif any(scan.inventory.has(kind) for kind in rule.kinds):
                self.without_context[rule.id] = missing

    def findings(self, resources: Iterable[Resource]) -> Iterator[Finding]:
        """What every rule reports on every resource of its kinds."""
        for resource in resources:
            kind = self._by_kind.get(resource.full_kind)
            if kind is None:
                continue
            plans, found = kind.that_matter(resource)
            for plan in plans:
                given = Given(plan.rule.given, found.matches) if plan.selectors else _NOTHING_GIVEN
                try:
                    reported = list((plan.check or self._check(plan))(resource, given, plan.context))
                except Exception as error:  # noqa: BLE001  # a rule's fault must not hide what the others find
                    self.crashes.append(_crash(plan.rule, resource, error))
                else:
                    yield from reported

    def _check(self, plan: _Plan) -> Check:
        """The check of a rule, imported now that a resource asks for it: for its versions only, and timed if that is wanted."""
        check = self._registry.check(plan.rule)
        if plan.rule.versions:
            check = _of_versions(check, plan.rule)
        plan.check = self._clocked(check) if self._timed else check
        return plan.check

    def _clocked(self, check: Check) -> Check:
        def clocked(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
            started = time.perf_counter()
            try:
                yield from check(resource, given, context)
            finally:
                rule = context.rule.id
                self.timings[rule] = self.timings.get(rule, 0.0) + time.perf_counter() - started

        return clocked


def _of_versions(check: Check, rule: Rule) -> Check:
    def checked(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
        if all(in_range(context.target(product, resource), text) for product, text in rule.versions.items()):
            yield from check(resource, given, context)

    return checked


def _words_wanted(rule: Rule, inventory: Inventory) -> frozenset[str] | None:
    """The words of which a resource has to hold one; None where any resource is looked at, as when a kind among them was read."""
    kinds = set(rule.mentions).intersection((*rule.kinds, *rule.reads))
    return None if not rule.mentions or any(map(inventory.has, kinds)) else frozenset(rule.mentions) - kinds


def _missing_kinds(rule: Rule, inventory: Inventory) -> tuple[str, ...]:
    """The kinds without which the rule says nothing, and of which nothing was read."""
    return () if inventory.complete else tuple(kind for kind in rule.needs if not inventory.has(kind))


def _crash(rule: Rule, resource: Resource, error: Exception) -> Crash:
    import traceback

    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    where = f"{resource.full_name} in {resource.document.path}"
    return Crash(rule.id, where, f"{type(error).__name__}: {error}", trace if sys.flags.dev_mode else trace[-4000:])
