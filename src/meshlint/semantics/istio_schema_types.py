"""The field table of Istio's resources, `istio_schema.json`, read into types.

A field's type is written as text: `string`, `bool`, `int32`, `uint32`, `uint64`, `number`, `duration`, `struct` (any mapping),
`any`, the name of a message, `A|B` for an enumeration, `[item]` for a list, `{value}` for a mapping; then `!` (required) or `?`
(may be null), and constraints: `min=`, `max=` (of a number, or of a length), `format=` (see istio_schema_formats), `keys=` (a
format of the mapping's keys), `unique=` (a key that no two items share) and `rule=`.

In a message, keys with `%` speak of the message: `%rule` names the rule that owns broken constraints below it, `%one-of` lists
groups of fields of which one at most may be set, `%check` names a check across fields, `%like` takes over another message's
fields, `%elsewhere` lists unknown fields that another rule reports, `%policy` says that it takes a selector or target references,
`%instead` names the rule that owns, in resources of this kind, what is another's elsewhere.

Source: the CustomResourceDefinitions in istio/api, kubernetes/customresourcedefinitions.gen.yaml, with the fields added up to
release 1.31; bounds and names of checks also follow istio pkg/config/validation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from meshlint.semantics.fact_tables import fact_table

SCALARS = frozenset(("string", "bool", "int32", "uint32", "uint64", "number", "duration", "struct", "any"))
_PLAIN = {"string": str, "bool": bool, "struct": dict}
_WORD = re.compile(r"[^\]}!? ]+")
_MOST_KNOWN = 1000


class Right:
    """Texts and whole numbers that were found right for a field: a mesh says the same few again and again."""

    __slots__ = ("numbers", "texts")

    def __init__(self) -> None:
        self.texts: set[str] = set()
        self.numbers: set[int] = set()

    def has(self, raw: Any) -> bool:
        """Whether a value is known; no boolean is, although they count as numbers."""
        if raw.__class__ is str:
            return raw in self.texts
        return raw.__class__ is int and raw in self.numbers

    def add(self, raw: Any) -> None:
        """Note a value that is right."""
        if raw.__class__ is str and len(self.texts) < _MOST_KNOWN:
            self.texts.add(raw)
        elif raw.__class__ is int and len(self.numbers) < _MOST_KNOWN:
            self.numbers.add(raw)


class FieldType(NamedTuple):
    """What a field may hold. `name` is a scalar's or a message's name, "list", "map" or "enum"."""

    name: str
    item: FieldType | None = None  # of a list or mapping
    values: tuple[str, ...] = ()  # of an enumeration
    required: bool = False
    nullable: bool = False
    minimum: float | None = None
    maximum: float | None = None
    format: str = ""
    keys: str = ""
    unique: tuple[str, ...] = ()
    rule: str = ""
    plain: type | None = None  # the type of which any value will do, where there are no constraints
    right: Right | None = None  # what was found right before, for a scalar

    @property
    def is_bounded(self) -> bool:
        return self.minimum is not None or self.maximum is not None


class Message(NamedTuple):
    """A mapping with known fields."""

    name: str
    fields: Mapping[str, FieldType]
    rule: str = ""
    one_of: tuple[tuple[str, ...], ...] = ()
    check: str = ""
    elsewhere: frozenset[str] = frozenset()
    takes_targets: bool = False
    instead: Mapping[str, str] = MappingProxyType({})
    required: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return fact_table("istio_schema.json")


def root_message(full_kind: str) -> Message | None:
    """The message that is the `spec` of a kind (`Kind.group`); None for a kind that is not in the table."""
    name = _table()["kinds"].get(full_kind)
    return message(name) if name else None


def requires_spec(root: Message) -> bool:
    """Whether the API server refuses a resource without `spec`."""
    return root.name in _table()["spec-required"]


@lru_cache(maxsize=256)
def message(name: str) -> Message:
    """A message of the table, by name; raises KeyError for one that is not there."""
    raw: dict[str, Any] = _table()["types"][name]
    fields = dict(message(raw["%like"]).fields) if "%like" in raw else {}
    fields.update({key: parse_type(text) for key, text in raw.items() if not key.startswith("%")})
    like = message(raw["%like"]) if "%like" in raw else None
    return Message(
        name,
        fields,
        raw.get("%rule", ""),
        tuple(tuple(group) for group in raw.get("%one-of", ())),
        raw.get("%check", like.check if like else ""),
        frozenset(raw.get("%elsewhere", ())),
        bool(raw.get("%policy")),
        raw.get("%instead", {}),
        tuple(key for key, expected in fields.items() if expected.required),
    )


@lru_cache(maxsize=512)
def parse_type(text: str) -> FieldType:
    """The type that a text of the table describes; raises ValueError for text that is none."""
    found, position = _parse(text, 0)
    if position != len(text):
        raise ValueError(f"'{text}' is not a type")
    return found


def _parse(text: str, position: int) -> tuple[FieldType, int]:
    opening = text[position : position + 1]
    if opening in ("[", "{"):
        item, position = _parse(text, position + 1)
        found = FieldType("list" if opening == "[" else "map", item)
        position += 1
    else:
        word = _WORD.match(text, position)
        if word is None:
            raise ValueError(f"'{text}' is not a type")
        found = FieldType("enum", values=tuple(word[0].split("|"))) if "|" in word[0] else FieldType(word[0])
        position = word.end()
    return _modified(found, text, position)


def _modified(found: FieldType, text: str, position: int) -> tuple[FieldType, int]:
    while position < len(text) and text[position] not in "]}":
        if text[position] in "!?":
            found = found._replace(required=True) if text[position] == "!" else found._replace(nullable=True)
        elif text[position] != " ":
            word = _WORD.match(text, position)
            if word is None:
                break
            found = _constrained(found, *word[0].partition("=")[::2])
            position = word.end() - 1
        position += 1
    constrained = found.minimum is not None or found.maximum is not None or found.format
    plain = None if constrained else _PLAIN.get(found.name)
    right = Right() if found.name == "enum" or found.name in SCALARS else None
    return found._replace(plain=plain, right=right), position


def _constrained(found: FieldType, key: str, value: str) -> FieldType:
    if key in ("min", "max"):
        return found._replace(minimum=float(value)) if key == "min" else found._replace(maximum=float(value))
    if key == "unique":
        return found._replace(unique=(*found.unique, value))
    if key == "format":
        return found._replace(format=value)
    if key in ("keys", "rule"):
        return found._replace(keys=value) if key == "keys" else found._replace(rule=value)
    raise ValueError(f"'{key}' is no constraint")
