"""Runs the `then` of a rule file: assertions on what its selectors found."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from meshlint.findings import Finding, Severity
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.registry.assertions import VOCABULARY, select_field
from meshlint.registry.context import At, Context, Given

_CONTROL = frozenset(("when", "given", "field", "function", "message", "severity", "at", "root"))
_FORMAT = string.Formatter()


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """Findings for each statement that does not hold."""
    for statement in context.rule.then:
        for value in _subjects(resource, given, context, statement):
            if not all(_holds(condition, value) for condition in statement["when"]):
                continue
            target = select_field(value, statement.get("field", ""))
            details = VOCABULARY[statement["function"]](target, _options(statement, context))
            if details is not None:
                severity = Severity.parse(statement["severity"]) if "severity" in statement else None
                message = render(statement["message"], target, value, details)
                yield context.finding(_at(statement.get("at", "value"), target, value), message, severity=severity)


def _subjects(resource: Resource, given: Given, context: Context, statement: Mapping[str, Any]) -> Iterable[Value]:
    if "given" in statement:
        return given[statement["given"]]
    return given if context.rule.given else [resource.root]


def _holds(condition: Mapping[str, Any], value: Value) -> bool:
    start = value.resource.root if condition.get("root") else value
    target = select_field(start, condition.get("field", ""))
    return VOCABULARY[condition["function"]](target, _options(condition, None)) is None


def _options(item: Mapping[str, Any], context: Context | None) -> dict[str, Any]:
    """The options of an assertion; "${name}" stands for an option of the rule."""
    return {
        key: context.option(value[2:-1]) if context is not None and isinstance(value, str) and value.startswith("${") else value
        for key, value in item.items()
        if key not in _CONTROL
    }


def _at(where: str, target: Value, value: Value) -> At:
    if where == "key":
        return target.key
    if where == "given":
        return value.key
    return target.get().resource.at(*target.path[:-1]) if where == "parent" else target


def render(template: str, target: Value, value: Value, details: Mapping[str, Any]) -> str:
    """Fill in a message: {value}, {field} (its last key), {path.of.a.sibling} below the match, and the assertion's details."""
    known = {"value": target.raw, "field": str(target.path[-1]) if target.path else "", **details}

    def text(name: str) -> str:
        found = known[name] if name in known else select_field(value, name).raw
        return "" if found is None else str(found).lower() if isinstance(found, bool) else str(found)

    return "".join(literal + (text(name) if name is not None else "") for literal, name, _, _ in _FORMAT.parse(template))
