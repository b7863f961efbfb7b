"""One walk of a resource for many rules: the base of the classes that rule files of Consul name as `faults`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from meshlint.findings import Place, Severity
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.targets import Targets


class Fault(NamedTuple):
    """One fault: the rule (without its mesh) that reports it, where it is, and a sentence; the rule's severity where None."""

    rule: str
    at: Place
    message: str
    severity: Severity | None = None


class Walk:
    """The faults of each resource, found once. What is walked, and how, is a subclass's to say."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self.inventory = inventory
        self.targets = targets
        self._found: dict[int, list[Fault]] = {}

    def faults(self, resource: Resource, rule_id: str) -> Iterator[tuple[Place, str, Severity | None]]:
        """Where and why a resource breaks what a rule (`consul/<name>`) stands for; `faults` in its file."""
        found = self._found.get(id(resource))
        if found is None:
            found = self._found[id(resource)] = list(self.walk(resource))
        name = rule_id.rpartition("/")[2]
        for fault in found:
            if fault.rule == name:
                yield fault.at, fault.message, fault.severity

    def walk(self, resource: Resource) -> Iterator[Fault]:
        """All faults of a resource, whichever rule reports them."""
        raise NotImplementedError


def is_blank(value: Value) -> bool:
    """Whether a value is what Go's zero values are written as: absent, null, "", [] or {}."""
    return not value or value.raw in ("", [], {})


def first_blank_at(value: Value, *steps: str) -> Place:
    """Where an absent value is missing: its key, if that is written, else the key of what should hold it."""
    for depth in range(len(steps), 0, -1):
        found = value.get(*steps[:depth])
        if found.exists:
            return found.key
    return value.key if value.path and isinstance(value.path[-1], str) else value.place
