"""What a rule's check is handed besides the resource: the inventory, the semantics, its options, a way to report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from meshlint.findings import Finding, Fix, Place, Region, Related, Severity
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.registry.rule import Profile, Rule
from meshlint.semantics.targets import Release, Targets

At = Value | Place | Region
Shared = TypeVar("Shared")


class Scan:
    """The facts of one run that all rules share. Semantics are built from it on first use."""

    def __init__(self, inventory: Inventory, targets: Targets, profile: Profile = Profile.DEFAULT) -> None:
        self.inventory = inventory
        self.targets = targets
        self.profile = profile

    def shared(self, build: Callable[[Inventory, Targets], Shared]) -> Shared:
        """The one instance of a semantics class for this run, built on first use."""
        return self.inventory.shared(build, self.targets)


class Given:
    """What a rule's selectors found in the resource, by the selector's name."""

    __slots__ = ("_found", "_selectors")

    def __init__(self, selectors: Mapping[str, str], found: Mapping[str, list[Value]]) -> None:
        """`selectors` are JSONPaths by name, `found` the matches of those that have any, by JSONPath."""
        self._selectors = selectors
        self._found = found

    def __getitem__(self, name: str) -> list[Value]:
        return self._found.get(self._selectors[name], [])

    def __iter__(self) -> Iterator[Value]:
        """Every match of every selector, in order."""
        for selector in self._selectors.values():
            yield from self._found.get(selector, ())


class Context:
    """A rule's view of the run."""

    def __init__(self, rule: Rule, scan: Scan, options: Mapping[str, Any]) -> None:
        self.rule = rule
        self.scan = scan
        self.inventory = scan.inventory
        self._options = options

    @property
    def complete(self) -> bool:
        """Whether the files are the whole inventory, so that what was not read does not exist."""
        return self.scan.inventory.complete

    @property
    def is_audit(self) -> bool:
        """Whether reports are wanted that need knowledge which files lack."""
        return self.scan.profile is Profile.AUDIT

    def option(self, name: str) -> Any:
        """The value of one of the rule's options: configured, or its default."""
        return self._options.get(name, self.rule.options[name].default)

    def target(self, product: str, beside: Any = None) -> Release:
        """The release that the configuration is for (`istio`, `linkerd`, ...), as seen from a resource."""
        return self.scan.targets.release(product, beside)

    def shared(self, build: Callable[[Inventory, Targets], Shared]) -> Shared:
        """The one instance of a semantics class for this run."""
        return self.inventory.shared(build, self.scan.targets)

    def finding(
        self,
        at: At,
        message: str,
        *,
        severity: Severity | None = None,
        related: Iterable[tuple[At, str]] = (),
        fix: Fix | None = None,
    ) -> Finding:
        """A finding of this rule. `at` is a value, a place (`value.key` points at the key), or a region of a file.

        The message states fact and consequence, quotes values with '…', and ends with a period.
        """
        places = tuple(Related(_place(place), text) for place, text in related)
        return Finding(self.rule.id, message, _place(at), severity or self.rule.severity, places, fix)


def _place(at: At) -> Place | Region:
    return at.place if isinstance(at, Value) else at


Check = Callable[[Resource, Given, Context], Iterator[Finding]]
"""What finds a rule's faults in a resource."""
