"""Faults of a resource that one walk finds for several rules: the base of the classes that rule files name as `faults`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from meshlint.findings import Place, Severity
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.semantics.targets import Targets


class Fault(NamedTuple):
    """One fault: the rule (without its mesh) that reports it, where it is, and a sentence; the rule's severity where None."""

    rule: str
    place: Place
    message: str
    severity: Severity | None = None


class KeptFaults:
    """The faults of each resource, found once. What is walked, and how, is a subclass's to say."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self.inventory = inventory
        self.targets = targets
        self._found: dict[int, list[Fault]] = {}

    def walk(self, resource: Resource) -> Iterable[Fault]:
        """All faults of a resource, whichever rule reports them, in order."""
        raise NotImplementedError

    def faults(self, resource: Resource, rule_id: str) -> Iterator[tuple[Place, str, Severity | None]]:
        """Where and why a resource breaks what a rule (`<mesh>/<name>`) stands for; `faults` in its file."""
        found = self._found.get(id(resource))
        if found is None:
            found = self._found[id(resource)] = list(self.walk(resource))
        name = rule_id.rpartition("/")[2]
        for fault in found:
            if fault.rule == name:
                yield fault.place, fault.message, fault.severity
