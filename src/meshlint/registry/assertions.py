"""The vocabulary of declarative rules: what a rule file can state without Python.

Each function takes a Value and its options and returns None when the assertion holds, else details for the message.
`docs/writing-rules.md` shows each with an example.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from meshlint.manifests.value import Value
from meshlint.registry.jsonpath import compile_selector
from meshlint.semantics.durations import parse_duration
from meshlint.semantics.patterns import InvalidPattern, Pattern, compile_pattern

Details = dict[str, Any] | None
Assertion = Callable[[Value, Mapping[str, Any]], Details]

_SHORT = 1000  # characters, up to which the square of their number is no time
_VIOLATED: dict[str, Any] = {}
VOCABULARY: dict[str, Assertion] = {}
OPTIONS: dict[str, frozenset[str]] = {}


def _word(name: str, *options: str) -> Callable[[Assertion], Assertion]:
    def register(function: Assertion) -> Assertion:
        VOCABULARY[name] = function
        OPTIONS[name] = frozenset(options)
        return function

    return register


def _unless(holds: bool) -> Details:
    return None if holds else _VIOLATED


@_word("defined")
def _defined(value: Value, _: Mapping[str, Any]) -> Details:
    """The value is there and not null."""
    return _unless(bool(value))


@_word("undefined")
def _undefined(value: Value, _: Mapping[str, Any]) -> Details:
    """The key is absent, or null."""
    return _unless(not value)


@_word("filled")
def _filled(value: Value, _: Mapping[str, Any]) -> Details:
    """The value is neither absent, null, "", [] nor {}; 0 and false are filled."""
    return _unless(bool(value) and value.raw not in ("", [], {}))


@_word("empty")
def _empty(value: Value, _: Mapping[str, Any]) -> Details:
    """The value is absent, null, "", [] or {}."""
    return _unless(not value or value.raw in ("", [], {}))


@_word("mapping")
def _mapping(value: Value, _: Mapping[str, Any]) -> Details:
    """The value has keys, be they none; as a condition it keeps a rule from what another rule refuses for its type."""
    return _unless(isinstance(value.raw, dict))


@_word("in", "values")
def _in(value: Value, options: Mapping[str, Any]) -> Details:
    """The value is one of `values`; a value that is absent or templated passes."""
    return _unless(not value or value.is_templated or _among(value.raw, options["values"]))


@_word("not-in", "values")
def _not_in(value: Value, options: Mapping[str, Any]) -> Details:
    """The value is none of `values`."""
    return _unless(not value or not _among(value.raw, options["values"]))


@_word("equals", "value")
def _equals(value: Value, options: Mapping[str, Any]) -> Details:
    """The value is there and is `value`."""
    return _unless(bool(value) and _among(value.raw, [options["value"]]))


def _among(raw: Any, values: Any) -> bool:
    """Membership that keeps true apart from 1."""
    return any(raw == candidate and isinstance(raw, bool) == isinstance(candidate, bool) for candidate in values)


@_word("pattern", "match", "notMatch")
def _pattern(value: Value, options: Mapping[str, Any]) -> Details:
    """A string matches `match` as a whole, and `notMatch` nowhere; absent, templated and other values pass."""
    if not isinstance(value.raw, str) or value.is_templated:
        return None
    if "match" in options and not _matches(options["match"], value.raw):
        return _VIOLATED
    return _unless("notMatch" not in options or not _found(options["notMatch"], value.raw))


def names_option(value: Any) -> bool:
    """Whether an assertion's option stands for one of the rule: "${name}"."""
    return isinstance(value, str) and value.startswith("${")


class UntrustedPattern(str):
    """A regular expression of a rule pack that came with the scanned tree."""

    __slots__ = ()


def _matches(pattern: str, text: str) -> bool:
    linear = _linear(pattern, text)
    return _trusted(pattern).fullmatch(text) is not None if linear is None else linear.matches(text)


def _found(pattern: str, text: str) -> bool:
    linear = _linear(pattern, text)
    return _trusted(pattern).search(text) is not None if linear is None else linear.found_in(text)


_trusted = lru_cache(maxsize=None)(re.compile)  # those of our rules, of which there are so many


def _linear(pattern: str, text: str) -> Pattern | None:
    """What matches in linear time, where neither the pattern nor the text can be trusted to take little; else None."""
    if isinstance(pattern, UntrustedPattern):
        return compile_pattern(pattern)
    if len(text) <= _SHORT:
        return None
    try:
        return compile_pattern(pattern)
    except InvalidPattern:  # it looks ahead, as some of ours do
        return None


@_word("range", "min", "max", "or", "single")
def _range(value: Value, options: Mapping[str, Any]) -> Details:
    """A number lies in min..max, or equals `or`; `single` compares in IEEE single precision."""
    number = value.number
    if number is None or ("or" in options and number == options["or"]):
        return None
    round_ = to_single if options.get("single") else float
    low, high = options.get("min"), options.get("max")
    return _unless((low is None or round_(number) >= round_(low)) and (high is None or round_(number) <= round_(high)))


@_word("duration", "min", "max")
def _duration(value: Value, options: Mapping[str, Any]) -> Details:
    """A Go duration lies in min..max, themselves durations; what is no duration passes."""
    seconds = parse_duration(value.text)
    if seconds is None:
        return None
    low, high = (parse_duration(str(options[key])) if key in options else None for key in ("min", "max"))
    return _unless((low is None or seconds >= low) and (high is None or seconds <= high))


@_word("length", "min", "max")
def _length(value: Value, options: Mapping[str, Any]) -> Details:
    """A list, mapping or string has min..max items; an absent one has none."""
    size = len(value.raw) if isinstance(value.raw, (list, dict, str)) else 0
    return None if options.get("min", 0) <= size <= options.get("max", size) else {"length": size}


@_word("sum", "of", "default", "equals", "not", "single")
def _sum(value: Value, options: Mapping[str, Any]) -> Details:
    """The numbers of a list (`of` names their key) or mapping add up to `equals`, or to anything but `not`.

    Without a number somewhere (a placeholder, say) nothing can be said. `single` adds in IEEE single precision, in order.
    """
    numbers = _numbers(value, options)
    if numbers is None:
        return None
    total = 0.0
    for number in numbers:
        total = to_single(total + to_single(number)) if options.get("single") else total + number
    shown = int(total) if float(total).is_integer() else round(total, 6)
    holds = total == options["equals"] if "equals" in options else total != options["not"]
    return None if holds else {"sum": shown, "parts": " + ".join(f"{number:g}" for number in numbers)}


def _numbers(value: Value, options: Mapping[str, Any]) -> list[float] | None:
    if value.is_templated:
        return None
    items = list(value.items()) or [item for _, item in value.entries()]
    values = [item.get(options["of"]) if "of" in options else item for item in items]
    numbers = [item.number if item else options.get("default", 0) for item in values]
    return None if any(number is None for number in numbers) else [float(number) for number in numbers if number is not None]


@_word("every", "of", "function")
def _every(value: Value, options: Mapping[str, Any]) -> Details:
    """Each item of a list or mapping (its key `of`, where given) satisfies another assertion, named with its options."""
    inner = {key: option for key, option in options.items() if key not in ("of", "assert")}
    assertion = VOCABULARY[options["assert"]]
    items = list(value.items()) or [item for _, item in value.entries()]
    for item in items:
        target = item.get(options["of"]) if "of" in options else item
        details = assertion(target, inner)
        if details is not None:
            return {**details, "item": target.raw}
    return None


@_word("some", "of", "function")
def _some(value: Value, options: Mapping[str, Any]) -> Details:
    """At least one item satisfies another assertion."""
    inner = {key: option for key, option in options.items() if key not in ("of", "assert")}
    assertion = VOCABULARY[options["assert"]]
    items = list(value.items()) or [item for _, item in value.entries()]
    return _unless(any(assertion(item.get(options["of"]) if "of" in options else item, inner) is None for item in items))


OPTIONS["every"] = OPTIONS["some"] = frozenset({"of", "assert", *(name for names in OPTIONS.values() for name in names)})


@_word("unique", "of")
def _unique(value: Value, options: Mapping[str, Any]) -> Details:
    """No two items of a list are the same (by their key `of`, where given)."""
    seen: set[str] = set()
    for item in value.items():
        target = item.get(options["of"]) if "of" in options else item
        written = json.dumps(target.raw, sort_keys=True)
        if target and written in seen:
            return {"item": target.raw}
        seen.add(written)
    return None


@_word("all-or-none", "fields")
def _all_or_none(value: Value, options: Mapping[str, Any]) -> Details:
    """Either each of `fields` is defined, or none is."""
    missing = [field for field in options["fields"] if not _field(value, field)]
    return None if not missing or len(missing) == len(options["fields"]) else {"missing": ", ".join(missing)}


@_word("any-defined", "fields")
def _any_defined(value: Value, options: Mapping[str, Any]) -> Details:
    """At least one of `fields` is defined."""
    return _unless(any(_field(value, field) for field in options["fields"]))


@_word("none-defined", "fields")
def _none_defined(value: Value, options: Mapping[str, Any]) -> Details:
    """None of `fields` is defined."""
    found = [field for field in options["fields"] if _field(value, field)]
    return {"found": ", ".join(found)} if found else None


def _field(value: Value, path: str) -> Value:
    return select_field(value, path)


def select_field(value: Value, path: str) -> Value:
    """The value at a plain JSONPath below another; absent where nothing matches."""
    if not path:
        return value
    for found, raw in compile_selector(path).find(value.raw):
        return Value(value.resource, value.path + found, raw)
    return Value(value.resource, value.path + field_steps(path), None, exists=False)


def field_steps(path: str) -> tuple[str | int, ...]:
    """The keys of a plain path, to point at where an absent value would be."""
    from meshlint.registry.jsonpath import plain_steps

    return tuple(step for step in plain_steps(path) or () if isinstance(step, (str, int)))


def to_single(number: float) -> float:
    """A number rounded to IEEE single precision, as Go's float32 holds it."""
    try:
        rounded: float = struct.unpack("f", struct.pack("f", number))[0]
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")
    return rounded
