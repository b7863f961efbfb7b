"""A rule file to a Rule: read, checked, with errors that name the file and the key."""

from __future__ import annotations

import re
import string
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Any

from meshlint.findings import Severity
from meshlint.loading.composer import SyntaxProblem, compose
from meshlint.loading.document import Document
from meshlint.loading.source import Source
from meshlint.loading.values import Builder
from meshlint.manifests.resource import Layer, Resource
from meshlint.manifests.value import Value
from meshlint.registry.assertions import OPTIONS, VOCABULARY, names_option
from meshlint.registry.faults import fault_finder
from meshlint.registry.jsonpath import InvalidPath, compile_selector
from meshlint.registry.rule import Documentation, InvalidRule, Option, Profile, Rule
from meshlint.semantics.targets import PRODUCTS, Release, in_range

_KEYS = frozenset(
    """
    title severity confidence profile tags kinds needs reads mentions given then faults options why fix references versions
    versions-note detected-by security-severity
    """.split()
)
_STATEMENT_KEYS = frozenset(("when", "given", "field", "function", "message", "severity", "at"))
_NOWHERE = Resource({}, (Layer(Document(Source("", ""), 0, 0, 0, "")),), "Nothing", "")
_WORD = re.compile(r"[A-Za-z0-9./_-]+\Z")
_ID = re.compile(r"[a-z0-9-]+/[a-z0-9-]+\Z")


def read_rule(path: Path, python: str = "", *, takes_code: bool = False) -> tuple[Rule, Documentation]:
    """Read `<mesh>/<rule>.yaml`. `python` names the module of its check, where it has one. Raises InvalidRule.

    `takes_code` says that whoever wrote the file may name a class to import, as `faults` does.
    """
    try:
        data = Builder().build(compose(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, SyntaxProblem) as error:
        raise InvalidRule(f"{path}: {error}") from None
    rule_id = f"{path.parent.name}/{path.stem}".replace("_", "-")
    try:
        return _parse(data, rule_id, str(path), python, takes_code)
    except (KeyError, TypeError, ValueError) as error:
        detail = f"'{error.args[0]}' is missing or not known" if isinstance(error, KeyError) else str(error)
        raise InvalidRule(f"{path}: {detail}") from None


def _parse(data: Any, rule_id: str, origin: str, python: str, takes_code: bool) -> tuple[Rule, Documentation]:
    if not isinstance(data, dict):
        raise TypeError("a rule file is a mapping")
    if not _ID.match(rule_id):
        raise ValueError(f"'{rule_id}' is not a rule id: <folder>/<name> in lower case, with dashes")
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        raise ValueError(f"unknown key '{unknown[0]}'")
    if data["confidence"] not in ("high", "medium", "low"):
        raise ValueError("confidence is high, medium or low")
    given = {name: str(path) for name, path in (data.get("given") or {}).items()}
    then = tuple(_statement(item, given) for item in data.get("then") or [])
    _check_options_named(data.get("then"), data.get("options") or {})
    faults = _faults(data.get("faults"), takes_code)
    if data["kinds"] and sum(map(bool, (then, python, faults))) != 1:
        raise ValueError("a rule has exactly one of 'then', 'faults' and a Python file beside it")
    both = set(data["kinds"]) & set(data.get("reads") or ())
    if both:
        raise ValueError(f"'{min(both)}' stands in 'kinds' and in 'reads': a rule reports on it, or only looks it up")
    for path in given.values():
        compile_selector(path)
    rule = Rule(
        id=rule_id,
        title=str(data["title"]).strip(),
        severity=Severity.parse(data["severity"]),
        confidence=data["confidence"],
        profile=Profile.parse(data.get("profile", "default")),
        kinds=_strings(data["kinds"], "kinds"),
        tags=_strings(data.get("tags") or [], "tags"),
        needs=_strings(data.get("needs") or [], "needs"),
        reads=_strings(data.get("reads") or [], "reads"),
        mentions=_words(data.get("mentions") or []),
        given=given,
        then=then,
        options={
            name: Option(option["default"], str(option["doc"]), bool(option.get("pattern")))
            for name, option in (data.get("options") or {}).items()
        },
        versions=_versions(data.get("versions") or {}),
        detected_by={str(key): str(value) for key, value in (data.get("detected-by") or {}).items()},
        security_severity=str(data.get("security-severity", "")),
        python=python,
        faults=faults,
        origin=origin,
    )
    documentation = Documentation(
        str(data["why"]).strip(), str(data["fix"]).strip(), _strings(data["references"], "references"),
        str(data.get("versions-note", "")).strip(),
    )  # fmt: skip
    return rule, documentation


def _strings(raw: Any, key: str) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
        raise TypeError(f"'{key}' is a list of strings")
    return tuple(raw)


def _words(raw: Any) -> tuple[str, ...]:
    words = _strings(raw, "mentions")
    for word in words:
        if not _WORD.match(word):
            raise ValueError(f"'{word}' in 'mentions' may be quoted or folded: only letters, digits and ./_- stay as they are")
    return words


def _faults(raw: Any, takes_code: bool) -> str:
    if raw is None:
        return ""
    if not takes_code:
        raise ValueError("'faults' names Python, and rules with Python are only loaded with --rules-dir")
    fault_finder(str(raw))
    return str(raw)


def _versions(raw: Mapping[str, Any]) -> dict[str, str]:
    for product, text in raw.items():
        if product not in PRODUCTS:
            raise ValueError(f"'{product}' is not a product whose versions are known")
        in_range(Release(0, 0), str(text))
    return {product: str(text) for product, text in raw.items()}


def _statement(item: Any, given: Mapping[str, str]) -> Mapping[str, Any]:
    _check_assertion(item, _STATEMENT_KEYS, "then")
    if not isinstance(item.get("message"), str):
        raise TypeError("each item of 'then' has a message")
    list(string.Formatter().parse(item["message"]))
    if "given" in item and item["given"] not in given:
        raise ValueError(f"'then' names the selector '{item['given']}', which 'given' does not define")
    if "severity" in item:
        Severity.parse(item["severity"])
    if item.get("at", "value") not in ("value", "key", "parent", "given"):
        raise ValueError("'at' is value, key, parent or given")
    conditions = item.get("when") or []
    for condition in conditions if isinstance(conditions, list) else [conditions]:
        _check_assertion(condition, frozenset(("field", "function", "root")), "when")
    return dict(item) | {"when": conditions if isinstance(conditions, list) else [conditions]}


def _check_assertion(item: Any, keys: frozenset[str], where: str) -> None:
    if not isinstance(item, dict) or item.get("function") not in VOCABULARY:
        raise ValueError(f"an item of '{where}' needs a function, one of {', '.join(sorted(VOCABULARY))}")
    unknown = set(item) - keys - OPTIONS[item["function"]]
    if unknown:
        raise ValueError(f"'{sorted(unknown)[0]}' is no option of '{item['function']}'")
    if "field" in item:
        try:
            compile_selector(item["field"]) if item["field"] else None
        except InvalidPath as error:
            raise ValueError(str(error)) from None
    options = {key: value for key, value in item.items() if key in OPTIONS[item["function"]]}
    if not any(map(names_option, options.values())):
        _try(item["function"], options)


def _try(function: str, options: Mapping[str, Any]) -> None:
    """Ask an assertion of a few values, so that options of a wrong type show here and not as a rule that fails."""
    for raw in (None, "a", 1, 1.5, True, [], ["a", 1], [{"a": 1}], {}, {"a": 1}):
        try:
            VOCABULARY[function](Value(_NOWHERE, (), raw), options)
        except KeyError as error:
            raise ValueError(f"'{function}' needs '{error.args[0]}'") from None
        except Exception as error:  # noqa: BLE001  # whatever it is, the options are at fault
            raise ValueError(f"'{function}' cannot do with its options: {error}") from None


def _check_options_named(value: Any, options: Container[str]) -> None:
    """Raises ValueError for a `${name}` that is no option of the rule."""
    if names_option(value) and value[2:-1] not in options:
        raise ValueError(f"'{value}' is no option of this rule")
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check_options_named(item, options)
