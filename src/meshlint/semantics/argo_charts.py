"""Charts in Argo CD's Applications and ApplicationSets.

Source: https://argo-cd.readthedocs.io/en/stable/user-guide/helm/ and operator-manual/applicationset/Generators-List/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from meshlint.findings import Path
from meshlint.semantics.chart_source import (
    Absent,
    Carrier,
    ChartSource,
    ValuesSource,
    entries,
    field_path,
    inline_values,
    mapping,
    parameters,
    split_oci,
    text,
    values_files,
)

_PARAMETER = re.compile(r"\{\{-?\s*\.?([A-Za-z_][\w.-]*?)\s*-?\}\}")


class _Element(NamedTuple):
    """An element of a list generator."""

    path: Path
    data: dict[str, Any]
    alone: bool  # no other generator adds parameters to it
    known: frozenset[str]  # keys that elements of its list have


def application(data: dict[str, Any]) -> Iterator[ChartSource]:
    """The Helm sources of an Application."""
    yield from _sources(mapping(data.get("spec")), ("spec",), Carrier.ARGO_APPLICATION)


def application_set(data: dict[str, Any]) -> Iterator[ChartSource]:
    """The Helm sources of an ApplicationSet's template, once for each element of a list generator that changes them."""
    spec = mapping(data.get("spec"))
    template = mapping(mapping(spec.get("template")).get("spec"))
    elements = list(_elements(spec.get("generators"), ("spec", "generators"), alone=True))
    for source in _sources(template, ("spec", "template", "spec"), Carrier.ARGO_APPLICATION_SET):
        yielded: list[ChartSource] = []
        for element in elements:
            filled = _fill(source, element)
            if filled not in yielded:
                yielded.append(filled)
        yield from yielded or [source]


def _sources(spec: dict[str, Any], path: Path, carrier: Carrier) -> Iterator[ChartSource]:
    found = [((*path, "source"), mapping(spec.get("source"))), *entries(spec.get("sources"), (*path, "sources"))]
    for at, source in found:
        chart, repository = text(source.get("chart")), text(source.get("repoURL"))
        if not chart and repository.startswith("oci://"):
            chart, repository = split_oci(repository)
        if chart:
            version_path = field_path(source, at, "targetRevision")
            values = tuple(_values(mapping(source.get("helm")), (*at, "helm")))
            version = source.get("targetRevision")
            yield ChartSource(carrier, chart, repository or None, version, version_path, at, Absent.ERROR, values=values)


def _values(helm: dict[str, Any], path: Path) -> Iterator[ValuesSource]:
    """In Argo CD's order: files, then `values`, then `valuesObject`, then parameters."""
    yield from values_files(helm, path, "valueFiles")
    yield from inline_values(helm, path, "values")
    yield from inline_values(helm, path, "valuesObject")
    yield from parameters(helm, path, "parameters")


def _elements(generators: Any, path: Path, alone: bool) -> Iterator[_Element]:
    for at, generator in entries(generators, path):
        listed = mapping(generator.get("list"))
        found = list(entries(listed.get("elements"), (*at, "list", "elements")))
        known = frozenset(key for _, element in found for key in element)
        for element_path, element in found:
            yield _Element(element_path, element, alone, known)
        for combined in ("matrix", "merge"):
            inner = mapping(generator.get(combined)).get("generators")
            yield from _elements(inner, (*at, combined, "generators"), alone=False)


def _fill(source: ChartSource, element: _Element) -> ChartSource:
    """The source with an element's parameters in chart, repository and version."""
    chart, _, _ = _substitute(source.chart, element)
    repository, _, _ = _substitute(source.repository, element)
    version, path, parameter = _substitute(source.version, element)
    filled = source._replace(chart=str(chart), repository=repository, version=version)
    return filled._replace(version_path=path, parameter=parameter) if path is not None else filled


def _substitute(value: Any, element: _Element) -> tuple[Any, Path | None, str]:
    """A template with the element's values, the place of the last value that went in, and its parameter.

    A parameter that other elements of the list have and this one lacks is absent; others are left as they are.
    """
    path: Path | None = None
    used = ""
    for match in _PARAMETER.finditer(value) if isinstance(value, str) else ():
        found, at = _look_up(element.data, match[1].split("."), element.path)
        missing = at is None and element.alone and match[1].split(".")[0] in element.known
        if at is None and not missing:
            continue
        path, used = at or element.path, match[1]
        if match[0] == value.strip():
            return found, path, used
        value = value.replace(match[0], "" if found is None else str(found))
    return value, path, used


def _look_up(data: dict[str, Any], keys: list[str], path: Path) -> tuple[Any, Path | None]:
    value: Any = data
    for key in keys:
        if not isinstance(value, dict) or key not in value:
            return None, None
        value, path = value[key], (*path, key)
    return value, path
