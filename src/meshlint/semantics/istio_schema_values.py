"""Single values against the field table: types, enumerations, bounds, sizes, forms. What is wrong comes back as a Fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, NamedTuple

from meshlint.findings import Path
from meshlint.manifests.value import Value
from meshlint.semantics.durations import is_whole_milliseconds, parse_duration
from meshlint.semantics.istio_schema_formats import FORMATS
from meshlint.semantics.istio_schema_types import FieldType

SCHEMA_INVALID = "schema-invalid"
_RANGES = {"int32": (-(2**31), 2**31 - 1), "uint32": (0, 2**32 - 1), "uint64": (0, 2**64 - 1)}
_SENTINELS = frozenset(
    ("INVALID", "UNSPECIFIED", "UNSET", "UNDEFINED", "UNSPECIFIED_PHASE", "UNSPECIFIED_POLICY", "UNSPECIFIED_PLUGIN_TYPE")
)
_EXPECTED = {
    "string": "a string",
    "bool": "true or false",
    "number": "a number",
    "duration": "a duration",
    "list": "a list",
    "enum": "a name",
}


class Fault(NamedTuple):
    """One fault: where, what is wrong and what follows (a sentence), and the rule, without its mesh, that reports it."""

    path: Path
    on_key: bool
    message: str
    rule: str


def dotted(path: Path) -> str:
    """A path as people write it: `spec.http[0].match`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def at_field(path: Path, message: str, rule: str) -> Fault:
    """A fault of a mapping or list as a whole: on its key, or, for an item of a list, on its first line."""
    return Fault(path, isinstance(path[-1], str), message, rule)


def fault_at(value: Value, message: str, rule: str) -> Fault:
    """A fault of a scalar, where it stands."""
    return Fault(value.path, False, message, rule)


def null(path: Path, expected: FieldType, rule: str) -> Iterator[Fault]:
    """The API server takes null only for a field that may be null."""
    if not expected.nullable and expected.name != "any":
        yield at_field(path, f"'{dotted(path)}' is null, which is refused: it takes {expectation(expected)}.", rule)


def enumeration(raw: Any, path: Path, expected: FieldType) -> Iterator[Fault]:
    """A name that the enumeration does not have. Names are compared as they are written."""
    if isinstance(raw, str) and raw in expected.values:
        return
    near = nearest(raw.upper(), expected.values) if isinstance(raw, str) else ""
    hint = (
        f"'{near}' is close" if near else f"it takes {', '.join(value for value in expected.values if value not in _SENTINELS)}"
    )
    yield Fault(
        path, False, f"'{path[-1]}' has no value '{_shown(raw)}', so that the resource is refused: {hint}.", SCHEMA_INVALID
    )


def scalar(raw: Any, path: Path, expected: FieldType, rule: str) -> Iterator[Fault]:
    """A string, number or boolean: its type, then its bounds and form."""
    if not _has_type(raw, expected.name):
        yield wrong_type(raw, path, expected)
    elif expected.name == "duration":
        seconds = parse_duration(raw)
        if seconds is None or seconds < 0.001 or not is_whole_milliseconds(seconds):
            text = f"'{raw}' is refused: '{path[-1]}' is a duration of whole milliseconds, such as '500ms' or '2s'."
            yield Fault(path, False, text, rule)
    elif isinstance(raw, str):
        yield from size(raw, path, expected, rule)
        problem = FORMATS[expected.format](raw) if expected.format else ""
        if problem:
            yield Fault(path, False, f"'{raw}' is refused as '{dotted(path)}': {problem}.", rule)
    elif isinstance(raw, (int, float)) and not isinstance(raw, bool):
        yield from _bounds(raw, path, expected, rule)


def size(raw: Any, path: Path, expected: FieldType, rule: str) -> Iterator[Fault]:
    """The length of a string, list or mapping."""
    if expected.minimum is not None and len(raw) < expected.minimum:
        yield at_field(path, f"'{dotted(path)}' is empty, so that the resource is refused.", rule)
    if expected.maximum is not None and len(raw) > expected.maximum:
        unit = "characters" if isinstance(raw, str) else "entries"
        yield at_field(path, f"'{dotted(path)}' has {len(raw)} {unit}: more than {expected.maximum:.0f} are refused.", rule)


def duplicates(raw: list[Any], path: Path, key: str, rule: str) -> Iterator[Fault]:
    """Items of a list with the same value of a key, of which the first is the one that stays."""
    seen: set[Any] = set()
    for index, item in enumerate(raw):
        value = item.get(key) if isinstance(item, dict) else None
        if not isinstance(value, (str, int)):
            continue
        if value in seen:
            yield Fault(
                (*path, index, key), False, f"Two entries have the {key} '{value}', so that the resource is refused.", rule
            )
        seen.add(value)


def wrong_type(raw: Any, path: Path, expected: FieldType) -> Fault:
    """A value of another type: a number for a string, a string for a number, a mapping for a list."""
    quote = "; quote it" if expected.name in ("string", "duration") and isinstance(raw, (bool, int, float)) else ""
    field = next((step for step in reversed(path) if isinstance(step, str)), "spec")
    on_key = isinstance(raw, (dict, list)) and isinstance(path[-1], str)
    return Fault(
        path, on_key, f"'{field}' takes {expectation(expected)}, so that {_kind(raw)} is refused{quote}.", SCHEMA_INVALID
    )


def expectation(expected: FieldType) -> str:
    """What a field takes, in words."""
    return "a whole number" if expected.name in _RANGES else _EXPECTED.get(expected.name, "a mapping")


def nearest(text: str, candidates: Iterable[str]) -> str:
    """The candidate that a misspelt name means, perhaps; "" where none is close."""
    by_form = {candidate.replace("_", "").lower(): candidate for candidate in candidates}
    form = text.replace("_", "").replace("-", "").lower()
    close = get_close_matches(form, by_form, n=1, cutoff=0.75)
    return by_form[close[0]] if close else ""


def _has_type(raw: Any, name: str) -> bool:
    if name in ("string", "duration"):
        return isinstance(raw, str)
    if name in ("bool", "struct"):
        return isinstance(raw, bool if name == "bool" else dict)
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        return name == "any"
    return name in ("number", "any") or float(raw).is_integer()


def _bounds(raw: float, path: Path, expected: FieldType, rule: str) -> Iterator[Fault]:
    low: float | None
    high: float | None
    low, high = _RANGES.get(expected.name, (None, None))
    low = low if expected.minimum is None else expected.minimum
    high = high if expected.maximum is None else expected.maximum
    if (low is not None and raw < low) or (high is not None and raw > high):
        limits = f"between {low or 0:.0f} and {high:.0f}" if high is not None else f"of {low:.0f} or more"
        yield Fault(path, False, f"'{raw}' is refused: '{path[-1]}' is a number {limits}.", rule)


def _kind(raw: Any) -> str:
    if isinstance(raw, dict):
        return "a mapping"
    if isinstance(raw, list):
        return "a list"
    if isinstance(raw, str):
        return f"the string '{raw[:60]}'"
    return f"the boolean '{_shown(raw)}'" if isinstance(raw, bool) else f"the number '{raw}'"


def _shown(raw: Any) -> str:
    if isinstance(raw, bool):
        return str(raw).lower()
    return "…" if isinstance(raw, (dict, list)) else str(raw)
