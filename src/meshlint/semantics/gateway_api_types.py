"""The field table of the Gateway API, gateway_api.json: which fields a kind has, and what each may hold.

`types` names mappings and their fields. A field's text is that of istio_schema_types.parse_type: `[Rule]! min=1 max=16` is a
list that must be there, `A|B` an enumeration, `{text}` a mapping of text, and any other word a scalar (gateway_api_scalars)
or another type. `unique=name` says by what items of a list are told apart, `unique=.` that they are themselves.
`availability` tells of fields that the channels of the API got, or lost, at different releases.

Source: the CustomResourceDefinitions in kubernetes-sigs/gateway-api, config/crd, releases 0.8 to 1.6: a field is in the table
when any of them has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from meshlint.manifests.resource import Resource
from meshlint.semantics.fact_tables import fact_table
from meshlint.semantics.istio_schema_types import FieldType, parse_type
from meshlint.semantics.release import Release

CONTAINERS = frozenset(("list", "map", "enum"))


class Availability(NamedTuple):
    """Since which release the channels have a field; `last` is the last release that had it at all."""

    experimental: Release
    standard: Release | None
    last: Release | None
    successor: str


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return fact_table("gateway_api.json")


def root_type(resource: Resource) -> str:
    """The name of the type of a resource's `spec`, by kind and version; "" for a kind that is not in the table."""
    versions: Mapping[str, str] = _table()["kinds"].get(resource.full_kind, {})
    return versions.get(resource.version, versions.get("", ""))


def is_type(name: str) -> bool:
    """Whether the table has a mapping of that name."""
    return name in _table()["types"]


@lru_cache(maxsize=256)
def fields(name: str) -> Mapping[str, FieldType]:
    """The fields of a type; raises KeyError for one that is not in the table."""
    return {key: parse_type(text) for key, text in _table()["types"][name].items()}


@lru_cache(maxsize=256)
def availability(name: str, key: str) -> Availability | None:
    """What is known of the releases of a field; None for one that every release has."""
    raw: Mapping[str, str] | None = _table()["availability"].get(f"{name}.{key}")
    if raw is None:
        return None
    found = Release.parse(raw["experimental"])
    if found is None:
        raise ValueError(f"'{raw['experimental']}' is no release")
    return Availability(
        found, Release.parse(raw.get("standard", "")), Release.parse(raw.get("last", "")), raw.get("successor", "")
    )
