"""Runs the `then` of a rule file: assertions on what its selectors found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from meshlint.findings import Finding, Path, Severity
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.registry.assertions import VOCABULARY, Details, names_option, select_field
from meshlint.registry.context import At, Context, Given
from meshlint.registry.jsonpath import ANY, plain_steps
from meshlint.registry.rule import Rule

_CONTROL = frozenset(("when", "given", "field", "function", "message", "severity", "at", "root"))


def compiled(rule: Rule) -> Callable[[Resource, Given, Context], Iterator[Finding]]:
    """The check that a rule file states: findings for each statement that does not hold."""
    statements = tuple(_Statement(item, bool(rule.given)) for item in rule.then)

    def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
        for statement in statements:
            for value in statement.subjects(resource, given):
                finding = statement.violation(value, context)
                if finding is not None:
                    yield finding

    return check


class _Assertion:
    """One assertion of a rule file, on the field that it names: read once, asked of many values."""

    __slots__ = ("_dynamic", "_field", "_function", "_options", "_steps")

    def __init__(self, item: Mapping[str, Any], takes_options: bool = True) -> None:
        self._function = VOCABULARY[item["function"]]
        self._field: str = item.get("field", "")
        steps = plain_steps(self._field) if self._field else ()
        self._steps: Path | None = None
        if steps is not None and ANY not in steps:
            self._steps = tuple(step for step in steps if isinstance(step, (str, int)))
        self._options = {key: value for key, value in item.items() if key not in _CONTROL}
        self._dynamic = [key for key, value in self._options.items() if takes_options and names_option(value)]

    def target(self, value: Value) -> Value:
        """The value that the assertion is about."""
        if self._steps is None:
            return select_field(value, self._field)
        return value.get(*self._steps) if self._steps else value

    def violated(self, target: Value, context: Context) -> Details:
        """Details when the assertion does not hold, else None; "${name}" stands for an option of the rule."""
        if not self._dynamic:
            return self._function(target, self._options)
        stated = {key: context.option(self._options[key][2:-1]) for key in self._dynamic}
        return self._function(target, {**self._options, **stated})


class _Statement(_Assertion):
    """One item of `then`: an assertion, the conditions under which it is made, and what is said when it does not hold."""

    __slots__ = ("_at", "_conditions", "_given", "_message", "_selects", "_severity")

    def __init__(self, item: Mapping[str, Any], selects: bool) -> None:
        super().__init__(item)
        self._conditions = tuple((_Assertion(condition, False), bool(condition.get("root"))) for condition in item["when"])
        self._given: str | None = item.get("given")
        self._selects = selects
        self._message: str = item["message"]
        self._severity = Severity.parse(item["severity"]) if "severity" in item else None
        self._at: str = item.get("at", "value")

    def subjects(self, resource: Resource, given: Given) -> Iterable[Value]:
        """What the statement is about: the matches of one selector, of all, or the resource where the rule has none."""
        if self._given is not None:
            return given[self._given]
        return given if self._selects else (resource.root,)

    def violation(self, value: Value, context: Context) -> Finding | None:
        """The finding on one value, if the conditions hold and the assertion does not."""
        for condition, at_root in self._conditions:
            target = condition.target(value.resource.root if at_root else value)
            if condition.violated(target, context) is not None:
                return None
        target = self.target(value)
        details = self.violated(target, context)
        if details is None:
            return None
        message = render(self._message, target, value, details)
        return context.finding(_at(self._at, target, value), message, severity=self._severity)


def _at(where: str, target: Value, value: Value) -> At:
    if where == "key":
        return target.key
    if where == "given":
        return value.key
    return target.get().resource.at(*target.path[:-1]) if where == "parent" else target


def render(template: str, target: Value, value: Value, details: Mapping[str, Any]) -> str:
    """Fill in a message: {value}, {field} (its last key), {path.of.a.sibling} below the match, and the assertion's details."""
    import string  # for those runs alone that find something

    known = {"value": target.raw, "field": str(target.path[-1]) if target.path else "", **details}

    def text(name: str) -> str:
        found = known[name] if name in known else select_field(value, name).raw
        return "" if found is None else str(found).lower() if isinstance(found, bool) else str(found)

    parts = string.Formatter().parse(template)
    return "".join(literal + (text(name) if name is not None else "") for literal, name, _, _ in parts)
