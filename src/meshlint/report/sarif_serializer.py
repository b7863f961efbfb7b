"""sarif-om's objects as plain values.

jschema-to-python, sarif-om's companion, drops every value that equals its default, `level: warning` among them: a
warning of a rule that defaults to error is then read back as an error. It also copies the whole tree at every level.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import attr

_ALWAYS = {"level", "executionSuccessful"}


class _Field(NamedTuple):
    attribute: str
    name: str
    default: Any


def plain(value: Any) -> Any:
    """The value as dicts, lists and scalars; raises TypeError for what JSON does not have, such as a set or a path."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    cls: type = type(value)
    if not hasattr(cls, "__attrs_attrs__"):
        raise TypeError(f"SARIF cannot hold a {cls.__name__}.")
    fields = {}
    for attribute, name, default in _fields(cls):
        item = getattr(value, attribute)
        if item is not None and (default is None or name in _ALWAYS or item != default):
            fields[name] = plain(item)
    return fields


@cache
def _fields(cls: type) -> tuple[_Field, ...]:
    return tuple(
        _Field(field.name, field.metadata["schema_property_name"], _default(field.default)) for field in attr.fields(cls)
    )


def _default(default: Any) -> Any:
    """The value that a missing field means; NOTHING, which equals no value, where it may not be missing."""
    return default.factory() if callable(getattr(default, "factory", None)) else default
