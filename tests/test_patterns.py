"""Regular expressions: those of users take linear time, and those of meshlint no exponential one."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from ambiguity import is_exponential
from fixture_cases import ROOT, RULES

import meshlint
from meshlint.loading.document import Document
from meshlint.loading.source import Source
from meshlint.manifests.resource import Layer, Resource
from meshlint.manifests.value import Value
from meshlint.registry.assertions import VOCABULARY
from meshlint.semantics.gateway_api_scalars import SCALARS
from meshlint.semantics.patterns import InvalidPattern, Pattern, fault

_SUPPORTED = (
    "a*b", "(a|a)*b", "(a*)*b", "^a$", r"\bc\b", "[a-c]+(-[a-c]+)*", "(?i)AbC", "a{2,3}b?", "(ab|a)(bc|c)", r"\d+\.\d*",
    "[^a]b", "a|b|", "(?s).a", "(?m)^b$", "(a?){3}a{3}", "a+?b", r"(?:a|b)*?c\Z", ".*[*].*", r"\A\w+\Z", r"\Ba", "(?i:a)b",
    "(?-i:a)b", "", r"[\s\d]*", "(){3}a",
)  # fmt: skip


@pytest.mark.parametrize("pattern", _SUPPORTED)
def test_matches_what_python_matches(pattern: str) -> None:
    chance, expected = Random(pattern), re.compile(pattern)
    found = Pattern(pattern)
    slow = Pattern(pattern)
    slow._fast = None
    for _ in range(300):
        text = "".join(chance.choice("abcAB \n-*.1_") for _ in range(chance.randrange(9)))
        for item in (found, slow):
            assert item.matches(text) == (expected.fullmatch(text) is not None), text
            assert item.found_in(text) == (expected.search(text) is not None), text


def test_case_can_be_ignored() -> None:
    assert Pattern("ab", ignore_case=True).matches("aB") and Pattern("(?:a|[b-c])*", ignore_case=True).matches("aBC" * 200)


@pytest.mark.parametrize("pattern", ["(a|a)*b", "(a*)*b", "([ab]|a)+c", ".?" * 66 + "x", "(.|.|.|.|.)*x", "((a?){9}){9}b"])
def test_what_would_take_exponential_time_does_not(pattern: str) -> None:
    assert not Pattern(pattern).matches("a" * 2000)
    assert not Pattern(pattern).found_in("a" * 500)


_REFUSED = ("(", "[", "a**", r"(a)\1", "(?=a)", "(?<!a)b", "a{5000}", "(){1000000000}", "(((a{30}){30}){30}){30}")


@pytest.mark.parametrize("pattern", [*_REFUSED, "(" * 4000 + ")" * 4000])
def test_what_is_not_supported_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidPattern):
        Pattern(pattern)


@pytest.mark.parametrize("pattern", [".*[*].*", ".*[$<{%].*|", "[^|]*a[^|]*b"])
def test_a_rules_own_pattern_takes_linear_time_on_a_long_text(pattern: str) -> None:
    value = Value(Resource({}, (Layer(Document(Source("", ""), 0, 0, 0, "")),), "Service", ""), (), "*$ab" * 50_000 + "\n|")
    assert VOCABULARY["pattern"](value, {"match": pattern}) is not None


@pytest.mark.parametrize(
    "pattern", ["(?<=a)b", "(?<!ab)c", "(?<=a*)b", "(?<!a|bc)d", "(?P<x>a)(?<x)", "(?i)a(?-i:b)", "a(?i)b", "[", "a{2,1}"]
)
def test_a_fault_is_what_compiling_says(pattern: str) -> None:
    try:
        re.compile(pattern)
        expected = ""
    except re.error as error:
        expected = error.msg
    assert fault(pattern) == expected


def test_asking_for_a_fault_warns_of_nothing(recwarn: pytest.WarningsRecorder) -> None:
    assert (fault("[[a]"), fault("(a|a)*"), fault("(" * 4000 + ")" * 4000)) == ("", "", "too deep")
    assert fault("(a").startswith("missing )") and not recwarn.list


@pytest.mark.parametrize(
    ("pattern", "exponential"),
    [
        ("(a|a)*", True),
        ("(a*)*b", True),
        (r"(?:\r\n|\n|\r)*\Z", True),
        (r"x(\.[^/]*)*(:\d+)?", True),
        ("[a-z]+(-[a-z]+)*", False),
        ("a*a*b", False),
    ],
)
def test_ambiguity_is_noticed(pattern: str, exponential: bool) -> None:
    assert is_exponential(pattern) == exponential


def _modules() -> Iterator[Any]:
    for package in (meshlint, importlib.import_module("meshlint.rules")):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def _compiled(value: Any, depth: int = 0) -> Iterator[tuple[str, int]]:
    """The patterns in a module's constant."""
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value.pattern, value.flags & ~re.UNICODE
    elif depth < 3 and isinstance(value, (list, tuple, set, frozenset, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _compiled(item, depth + 1)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _compiled([getattr(value, field.name, None) for field in fields(value)], depth + 1)


def _written(path: Path) -> Iterator[tuple[str, int]]:
    """The patterns that code hands to `re` as they are."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        function = node.func if isinstance(node, ast.Call) else None
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "re":
            first = node.args[0] if isinstance(node, ast.Call) and node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and function.attr != "escape":
                yield first.value, 0


def _stated(value: Any) -> Iterator[tuple[str, int]]:
    """The patterns of declarative rules."""
    if isinstance(value, dict):
        yield from ((value[key], 0) for key in ("match", "notMatch") if isinstance(value.get(key), str))
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _stated(item)


def test_no_pattern_of_ours_takes_exponential_time() -> None:
    found = {pattern for module in _modules() for value in vars(module).values() for pattern in _compiled(value)}
    for folder in (ROOT / "src", RULES):
        found |= {pattern for path in folder.rglob("*.py") for pattern in _written(path)}
    found |= {(rf"{scalar.pattern}\Z", 0) for scalar in SCALARS.values() if scalar.pattern}
    found |= set(_stated(json.loads((RULES / "_index.json").read_text(encoding="utf-8"))))
    assert len(found) > 200
    assert [pattern for pattern, flags in sorted(found) if is_exponential(pattern, flags)] == []
