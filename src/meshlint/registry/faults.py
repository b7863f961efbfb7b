"""The check of a rule that names, as `faults: module.Class`, what finds its faults: one walk of a resource serves many rules."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from meshlint.findings import Finding, Place, Severity
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.registry.context import Context, Given
from meshlint.semantics.targets import Targets

_NAME = re.compile(r"[a-z0-9_]+\.[A-Z][A-Za-z0-9]*\Z")


class FaultFinder(Protocol):
    """What finds the faults of resources, for several rules: built once a run, `context.shared(Class)`."""

    def faults(self, resource: Resource, rule_id: str) -> Iterable[tuple[Place, str, Severity | None]]:
        """Where and why a resource breaks what a rule stands for; the rule's own severity where None is given."""


Builder = Callable[[Inventory, Targets], FaultFinder]


def fault_finder(name: str) -> Builder:
    """The class `module.Class` of `meshlint.semantics`, imported. Raises ValueError where there is none that finds faults."""
    if not _NAME.match(name):
        raise ValueError(f"'faults' names a class of meshlint.semantics as module.Class, which '{name}' does not")
    module, _, title = name.partition(".")
    try:
        found: Builder = getattr(importlib.import_module(f"meshlint.semantics.{module}"), title)
    except (ImportError, AttributeError):
        raise ValueError(f"meshlint.semantics has no class '{name}', which 'faults' names") from None
    if not hasattr(found, "faults"):
        raise ValueError(f"the class '{name}', which 'faults' names, finds none: it has no method 'faults'")
    return found


def check_of(name: str) -> Callable[[Resource, Given, Context], Iterator[Finding]]:
    """The check that reports what a class finds. Raises ValueError as `fault_finder` does."""
    finder = fault_finder(name)

    def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
        for place, message, severity in context.shared(finder).faults(resource, context.rule.id):
            yield context.finding(place, message, severity=severity)

    return check
